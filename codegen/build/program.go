package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/flowc-lang/flowc/codegen"
)

// Cached is Worker with an output in the cache, which is made once for the same files
// and runtime. It returns the name of the binary; o.Output is not used.
func Cached(ctx context.Context, files []codegen.File, o Options) (string, error) {
	runtime, err := RuntimeHash(o.Sources)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintln(h, runtime)
	for _, f := range files {
		fmt.Fprintf(h, "%s %d\n", f.Name, len(f.Text))
		h.Write(f.Text)
	}
	o.Output = filepath.Join(o.Cache, "program", hex.EncodeToString(h.Sum(nil))[:16])
	if _, err := os.Stat(o.Output); err == nil {
		return o.Output, nil
	}
	if err := os.MkdirAll(filepath.Dir(o.Output), 0o755); err != nil {
		return "", cacheError("make the cache folder", err)
	}
	_, err = Worker(ctx, files, o)
	return o.Output, err
}

// Run runs a program that [Cached] made, with in as its standard input, and returns
// what it writes. An error holds what it said.
func Run(ctx context.Context, program string, in []byte) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program)
	cmd.Stdin = bytes.NewReader(in)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if text := strings.TrimSpace(said.String()); text != "" {
			return nil, errors.New(text)
		}
		return nil, fmt.Errorf("run %s: %w", filepath.Base(program), err)
	}
	return out.Bytes(), nil
}
