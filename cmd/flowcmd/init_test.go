package flowcmd

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A project that was begun has no mistake and no warning, is formatted, and its test passes.
func TestInit(t *testing.T) {
	t.Chdir(t.TempDir())
	got := call(t, "init", "shop")
	if got.code != 0 || !strings.Contains(got.out, "next: cd shop\n") {
		t.Fatalf("code %d\n%s%s", got.code, got.out, got.errOut)
	}
	var names []string
	entries, err := os.ReadDir("shop")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{".gitignore", "orders.csv", "orders.flow"}; !slices.Equal(names, want) {
		t.Errorf("made %q, want %q", names, want)
	}
	for _, command := range [][]string{{"check", "--strict", "shop"}, {"fmt", "-d", "shop"}} {
		if got := call(t, command...); got.code != 0 {
			t.Errorf("%q: code %d\n%s%s", command, got.code, got.out, got.errOut)
		}
	}
	if testing.Short() {
		t.Skip("builds workers")
	}
	if got := call(t, "test", "shop"); got.code != 0 || !strings.Contains(got.out, "1 test, 0 failed") {
		t.Errorf("test: code %d\n%s%s", got.code, got.out, got.errOut)
	}
	if got := call(t, "build", "shop", "-o", "worker"); got.code != 0 {
		t.Errorf("build: code %d\n%s%s", got.code, got.out, got.errOut)
	}
}

// What is there is not written over, and then nothing is made at all.
func TestInitWritesNothingOver(t *testing.T) {
	dir := t.TempDir()
	csv := filepath.Join(dir, "orders.csv")
	if err := os.WriteFile(csv, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	got := call(t, "init", dir)
	if got.code != 2 || !strings.Contains(got.errOut, csv+" is there already") {
		t.Errorf("code %d\n%s", got.code, got.errOut)
	}
	if text := read(t, csv); text != "mine" {
		t.Errorf("orders.csv is %q now", text)
	}
	if _, err := os.Stat(filepath.Join(dir, "orders.flow")); err == nil {
		t.Error("orders.flow was made beside it")
	}
}

func TestInitJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	got := call(t, "init", "--json")
	var said struct {
		V     int
		Files []string
	}
	if err := json.Unmarshal([]byte(got.out), &said); err != nil || said.V != 1 || len(said.Files) != 3 || got.code != 0 {
		t.Fatalf("%v: code %d\n%s%s", err, got.code, got.out, got.errOut)
	}
	for _, name := range said.Files {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
}
