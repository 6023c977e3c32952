//go:build unix

package testkit

import (
	"embed"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed java/*.java
var programs embed.FS

// JavaAnswers gives lines to the program java/NAME.java and returns the line that it
// answers each with. The program sees the jars of poms/LIB.xml.
func JavaAnswers(t testing.TB, lib, name string, lines []string) []string {
	t.Helper()
	Integration(t)
	source, err := programs.ReadFile("java/" + name + ".java")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), name+".java")
	if err := os.WriteFile(file, source, 0o600); err != nil {
		t.Fatal(err)
	}
	java, err := java()
	if err != nil {
		t.Fatal(err)
	}
	classes, err := jars(lib)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), java, "-Xmx256m", "-XX:+UseSerialGC", "-cp", classes+"/*", file)
	var diagnostics strings.Builder
	cmd.Stdin, cmd.Stderr = strings.NewReader(strings.Join(lines, "\n")+"\n"), &diagnostics
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, diagnostics.String())
	}
	answers := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(answers) != len(lines) {
		t.Fatalf("%s: %d answers to %d lines\n%s", name, len(answers), len(lines), diagnostics.String())
	}
	return answers
}
