package cli

import (
	"fmt"
	"strings"
)

// Markdown returns the manual page of p, from the same table that the help is
// made of.
func Markdown(p *Program) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n    %s\n\n", p.Name, sentence(p.Short), strings.TrimPrefix(usageLine(p, nil), "usage: "))
	if p.Long != "" {
		fmt.Fprintf(&b, "%s\n\n", strings.TrimSpace(p.Long))
	}
	fmt.Fprintf(&b, "Exit codes: %s\n", exitCodes)
	for _, g := range groups(p) {
		fmt.Fprintf(&b, "\n## %s\n", g.name)
		for _, cmd := range g.commands {
			writeCommand(&b, p, cmd)
		}
	}
	return b.String()
}

func writeCommand(b *strings.Builder, p *Program, cmd *Command) {
	fmt.Fprintf(b, "\n### %s %s\n\n%s\n\n", p.Name, cmd.Name, sentence(cmd.Short))
	fmt.Fprintf(b, "    %s\n", strings.TrimPrefix(usageLine(p, cmd), "usage: "))
	if cmd.Long != "" {
		fmt.Fprintf(b, "\n%s\n", strings.TrimSpace(cmd.Long))
	}
	b.WriteString("\n| flag | what it does | default | environment |\n|---|---|---|---|\n")
	for _, fl := range flagsOf(cmd) {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", cell(flagTerm(fl)), cell(fl.Doc), code(fl.Default), code(fl.Env))
	}
	if cmd.Example != "" {
		b.WriteString("\n```sh\n" + strings.Join(examples(p, cmd), "\n") + "\n```\n")
	}
	if cmd.Exit != "" {
		fmt.Fprintf(b, "\nExit codes: %s\n", cmd.Exit)
	}
}

// cell makes s fit for a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + cell(s) + "`"
}

// sentence gives a short text its capital and its full stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
