package flowcmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/runtime/connector"
)

// pulledFile is a file that a pull makes.
type pulledFile struct {
	path, text string
	version    int
	use        bool // another one refers to it
	write      bool // it is not there yet, or differs
}

// layOut makes the files of a schema that was fetched for the file at target: itself
// first, what it refers to, and its other versions. Names that the schema uses come
// from outside: none leads out of the folder.
func layOut(kind, target string, got *connector.Pulled) ([]pulledFile, error) {
	files := []pulledFile{{path: target, text: tidy(kind, got.Text), version: got.Version}}
	for _, u := range got.Uses {
		at, err := useAt(kind, target, u.Name)
		if err != nil {
			return nil, err
		}
		files = append(files, pulledFile{path: at, text: tidy(kind, u.Text), version: got.Version, use: true})
	}
	for i := range got.History {
		old := &got.History[i]
		more, err := layOut(kind, compiler.VersionOf(target, old.Version), old)
		if err != nil {
			return nil, fmt.Errorf("version %d: %w", old.Version, err)
		}
		files = append(files, more...)
	}
	return files, nil
}

// useAt is where a schema stands that the one at target refers to: names that are
// paths beside it, others in a folder of their own.
func useAt(kind, target, name string) (string, error) {
	ext := path.Ext(compiler.SchemaFile(kind, ""))
	at := path.Join(path.Dir(target), name)
	isPath := fs.ValidPath(name) && strings.HasSuffix(name, ext)
	switch {
	case isPath && at == target:
	case isPath && kind != "avro":
		return at, nil
	case kind != "proto":
		if plain := plainName(name); plain != "" {
			return path.Join(compiler.ReferencesOf(target), plain+ext), nil
		}
	}
	return "", fmt.Errorf("the schema refers to another one by the name %q, which cannot be the name of a file here", name)
}

// plainName is a name as a file's without its ending: the last part of an address,
// without what no file should be called.
func plainName(name string) string {
	name = path.Base(strings.TrimSuffix(name, ".json"))
	return strings.TrimLeft(strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '_'
	}, name), ".")
}

// tidy is a text as people read it: a registry keeps JSON on one line.
func tidy(kind, text string) string {
	var b bytes.Buffer
	if (kind == "avro" || kind == "json_schema") && json.Indent(&b, []byte(strings.TrimSpace(text)), "", "  ") == nil {
		text = b.String()
	}
	return strings.TrimRight(text, "\r\n") + "\n"
}
