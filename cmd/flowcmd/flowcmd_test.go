package flowcmd

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/flowc-lang/flowc/internal/testkit"
	"github.com/flowc-lang/flowc/stdlib"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// result is what one command line gave.
type result struct {
	code        int
	out, errOut string
}

// call runs flowc in this process.
func call(t *testing.T, args ...string) result {
	var out, errOut bytes.Buffer
	code := Program(stdlib.Catalog()).Run(t.Context(), args, &out, &errOut)
	return result{code, out.String(), errOut.String()}
}

// inProjects makes the folders of testdata/projects.txtar the working directory.
func inProjects(t *testing.T) string {
	t.Helper()
	a, err := txtar.ParseFile("testdata/projects.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range a.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	return dir
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestExitCodes(t *testing.T) {
	inProjects(t)
	tests := []struct {
		line string
		code int
		want string // in what is printed, to either stream
	}{
		{"", 0, "usage: flowc COMMAND"},
		{"version", 0, "flowc "},
		{"completion bash", 0, "complete -o default"},
		{"check sound", 0, "no mistakes in 1 file"},
		{"check sound/shop.flow", 0, "no mistakes in 1 file"},
		{"check warned", 0, "1 warning in 1 file"},
		{"check warned --strict", 1, "1 warning in 1 file"},
		{"check broken", 1, "2 mistakes and 1 warning in 1 file"},
		{"check broken sound", 1, "2 mistakes and 1 warning in 1 file"},
		{"check ./...", 1, "2 mistakes and 2 warnings in 2 files"},
		{"check nosuch", 2, "flowc check: there is no nosuch (flowc help check)"},
		{"check nosuch/...", 2, "there is no nosuch"},
		{"check .", 2, "no .flow file in . itself; ./... is what is below it"},
		{"check nothing", 2, "no .flow file in nothing"},
		{"check nothing/...", 2, "no .flow file in or below nothing"},
		{"check nothing/notes.txt", 2, "nothing/notes.txt is no .flow file and no folder"},
		{"check sound/shop.flow/...", 2, "is no .flow file and no folder"},
		{"check sound --formt json", 2, "unknown flag --formt, did you mean --format?"},
		{"check sound --format jsno", 2, `did you mean json?`},
		{"chekc sound", 2, `no command "chekc", did you mean check?`},
		{"plan sound", 0, "pipeline pick"},
		{"plan broken", 1, "2 mistakes"},
		{"plan sound warned", 2, "takes one argument"},
		{"plan ./...", 2, "./... is 3 projects, and this takes one"},
		{"plan nosuch", 2, "there is no nosuch"},
		{"gen sound -o gen", 0, "gen/sound/pipeline_pick.go"},
		{"gen broken -o broken_gen", 1, "2 mistakes"},
		{"gen sound -o sound/shop.flow/gen", 3, "write generated Go"},
		{"fmt sound", 0, "pipeline pick"},
		{"fmt -d sound", 0, ""},
		{"fmt -d -w sound", 2, "-w and -d exclude each other"},
		{"fmt -d broken", 1, "+++ broken/shop.flow, formatted"},
		{"fmt nosuch", 2, "there is no nosuch"},
		{"build broken", 1, "2 mistakes"},
		{"build nosuch", 2, "there is no nosuch"},
		{"build sound warned -o one", 2, "-o one is one file, and there are 2 projects"},
		{"run broken", 1, "2 mistakes"},
		{"run --drain", 2, "PATH stands in front of the worker's flags"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			got := call(t, strings.Fields(tt.line)...)
			if got.code != tt.code || !strings.Contains(got.out+got.errOut, tt.want) {
				t.Errorf("code %d, want %d and %q\n%s%s", got.code, tt.code, tt.want, got.out, got.errOut)
			}
			if strings.Contains(got.out+got.errOut, "\x1b") {
				t.Errorf("an escape in what is no terminal: %q", got.out+got.errOut)
			}
			if tt.code == 2 && strings.Count(got.errOut, "\n") != 1 {
				t.Errorf("wrong use is told in one line, got\n%s", got.errOut)
			}
		})
	}
	if _, err := os.Stat("broken_gen"); err == nil {
		t.Error("gen wrote files of a project with mistakes")
	}
}

func TestBuildThatCannotWork(t *testing.T) {
	dir := inProjects(t)
	old := filepath.Join(dir, "oldgo")
	if err := os.WriteFile(old, []byte("#!/bin/sh\necho go1.22.1; echo linux; echo amd64\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, env, value, want string
	}{
		{"no Go", "FLOWC_GO", filepath.Join(dir, "nosuch"), "is no program; get it from https://go.dev/dl, or name it in FLOWC_GO"},
		{"old Go", "FLOWC_GO", old, "oldgo is go1.22.1, flowc needs 1.26 or newer"},
		{"a cache that is a file", "FLOWC_CACHE", filepath.Join(dir, "sound/shop.flow"), "make the cache folder"},
		{"a cache that cannot be written", "FLOWC_CACHE", "/proc/flowc", "make the cache folder"},
	}
	for _, tt := range tests {
		for _, command := range []string{"build", "run"} {
			t.Run(command+" with "+tt.name, func(t *testing.T) {
				t.Setenv("FLOWC_CACHE", filepath.Join(dir, "cache"))
				t.Setenv(tt.env, tt.value)
				got := call(t, command, "sound")
				last := got.errOut[strings.LastIndex(strings.TrimSpace(got.errOut), "\n")+1:]
				if got.code != 3 || got.out != "" || !strings.HasPrefix(last, "flowc "+command+": ") || !strings.Contains(last, tt.want) {
					t.Errorf("code %d, want 3 and %q\n%s%s", got.code, tt.want, got.out, got.errOut)
				}
			})
		}
	}
}

func TestColourIsAskedFor(t *testing.T) {
	inProjects(t)
	tests := []struct {
		name  string
		env   map[string]string
		args  []string
		color bool
	}{
		{"a pipe", nil, nil, false},
		{"NO_COLOR beats FORCE_COLOR", map[string]string{"NO_COLOR": "1", "FORCE_COLOR": "1"}, nil, false},
		{"FORCE_COLOR", map[string]string{"FORCE_COLOR": "1"}, nil, true},
		{"the flag beats NO_COLOR", map[string]string{"NO_COLOR": "1"}, []string{"--color", "always"}, true},
		{"the flag never", map[string]string{"FORCE_COLOR": "1"}, []string{"--color=never"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, name := range []string{"NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"} {
				t.Setenv(name, tt.env[name])
			}
			for _, command := range []string{"check", "build"} { // to stdout, and to stderr
				got := call(t, append([]string{command, "broken"}, tt.args...)...)
				if strings.Contains(got.out+got.errOut, "\x1b[") != tt.color {
					t.Errorf("%s: coloured is %v: %q", command, !tt.color, got.out+got.errOut)
				}
			}
			if got := call(t, append([]string{"check", "broken", "--json"}, tt.args...)...); strings.Contains(got.out, "\x1b") {
				t.Errorf("JSON with colour: %q", got.out)
			}
		})
	}
}
