//go:build unix

package testkit

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"
)

// oracleTimeout is for starting a JVM that compiles one file first, and all its answers.
const oracleTimeout = 10 * time.Minute

// AskJava runs a Java program of one file over the jars of poms/NAME.xml, gives it what it
// is asked, and returns what it writes.
func AskJava(name, file string, asked []byte) ([]byte, error) {
	lib, err := jars(name)
	if err != nil {
		return nil, err
	}
	bin, err := java()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), oracleTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, "-cp", filepath.Join(lib, "*"), file)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(asked), &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("run %s: %w\n%s", file, err, tail(errs.Bytes(), 20))
	}
	return out.Bytes(), nil
}
