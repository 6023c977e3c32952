// Package compiler runs the phases that make a typed program of .flow files.
//
// [Load] reads a project with all that it imports, [Compile] also checks it. Mistakes
// in the files go to the report; a Go error means that flowc itself could not
// work.
package compiler

import (
	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Compile reads the project at path and types it.
//
// Mistakes in its files are in r, and the program is sound only if r.Failed() is
// false. The error is for a project that could not be read at all.
func Compile(path string, fsys FS, catalog *spec.Catalog, r *diag.Report) (*ir.Program, error) {
	p, err := Load(path, fsys, r)
	if err != nil {
		return nil, err
	}
	return check.Check(p, catalog, r), nil
}

// Analysis is a checked project with what tools ask about.
type Analysis struct {
	Project *Project
	Program *ir.Program
	Index   *index.Index
}

// Analyze is [Compile] for tools: it also returns the trees and an index of names,
// types and places.
func Analyze(path string, fsys FS, catalog *spec.Catalog, r *diag.Report) (*Analysis, error) {
	p, err := Load(path, fsys, r)
	if err != nil {
		return nil, err
	}
	prog, idx := check.Indexed(p, catalog, r)
	return &Analysis{Project: p, Program: prog, Index: idx}, nil
}
