//go:build unix

package integration

import (
	"archive/zip"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// vsce is the packager of VS Code's extensions, pinned.
const vsce = "@vscode/vsce@3.6.2"

// TestVSCode: the extension packages, with the client that it needs.
func TestVSCode(t *testing.T) {
	testkit.Integration(t)
	for _, tool := range []string{"node", "npm", "npx"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s: apt-get install -y nodejs npm", tool)
		}
	}
	dir := filepath.Join(t.TempDir(), "vscode")
	if err := os.CopyFS(dir, os.DirFS("../../cmd/vscode")); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) {
		t.Helper()
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		got := testkit.Run(t, testkit.Command{Path: path, Args: args, Dir: dir, Timeout: 5 * time.Minute})
		if got.Code != 0 {
			t.Fatalf("%s %v: exit code %d\n%s%s", name, args, got.Code, got.Stdout, got.Stderr)
		}
	}
	run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
	run("node", "--check", "extension.js")
	run("npx", "--yes", vsce, "package", "--skip-license", "--out", "flowc.vsix")

	archive, err := zip.OpenReader(filepath.Join(dir, "flowc.vsix"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }() // it was only read
	for _, want := range []string{
		"extension/package.json", "extension/extension.js", "extension/language-configuration.json", "extension/syntaxes/flow.tmLanguage.json",
		"extension/node_modules/vscode-languageclient/node.js",
	} {
		if _, err := archive.Open(want); err != nil {
			t.Errorf("not in the package: %v", err)
		}
	}
}
