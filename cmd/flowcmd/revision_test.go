package flowcmd

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// repository makes a git repository with two revisions, v1 and v2, of the project
// a/shop, which imports from its neighbour; the work tree is a third version.
func repository(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Chdir(t.TempDir())
	for _, name := range []string{"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"} {
		t.Setenv(name, "a@example.org")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	git(t, "init", "-q")
	keep(t, "a/broken.flow", "schema {\n")
	keep(t, "a/kinds.flow", "flow 1\n\nschema Kind { kind: string }\n")
	keep(t, "a/shop/shop.flow", strings.Replace(tested, "flow 1\n", "flow 1\n\nimport { Kind } from \"../kinds.flow\"\n\nsource file kinds { path = \"kinds.jsonl\", value: Kind as json(lines: true) }\nsink console kinds_out { value: Kind as json }\n\npipeline kinds_too {\n  from kinds\n  to kinds_out\n}\n", 1))
	git(t, "add", ".")
	git(t, "commit", "-qm", "first")
	git(t, "tag", "v1")
	keep(t, "a/shop/shop.flow", strings.Replace(read(t, "a/shop/shop.flow"), "clicks.jsonl", "all.jsonl", 1))
	git(t, "commit", "-qam", "second")
	git(t, "tag", "v2")
	keep(t, "a/kinds.flow", "flow 1\n\nschema Kind { kind: string, of: string? }\n")
}

func git(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", args[0], err, out)
	}
}

func keep(t *testing.T, name, text string) {
	t.Helper()
	if err := put(name, text); err != nil {
		t.Fatal(err)
	}
}

func TestDiffRevision(t *testing.T) {
	repository(t)
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		in   string // the folder that the command runs in
		args string
		code int
		want string // part of what is printed
	}{
		{".", "git:v1 a/shop", 0, `all.jsonl`},
		{".", "git:v2 a/shop", 0, "the field `of` is new"},
		{".", "git:v2:a/shop git:v2", 0, "nothing changes"},
		{".", "git:v1:a/shop git:v2", 0, "all.jsonl"},
		{".", "git:v2:a/shop", 0, "the field `of` is new"},
		{".", "git:v1 a/shop/shop.flow", 0, "all.jsonl"},
		{"a/shop", "git:HEAD", 0, "the field `of` is new"},
		{"a/shop", "git:HEAD~1 --fail-on breaking", 1, "all.jsonl"},
		{"a/shop", "git:v1:../shop git:v2", 0, "all.jsonl"},
		{".", "git:v2 " + top + "/a/shop", 0, "the field `of` is new"},
		{".", "git:v9 a/shop", 2, "there is no revision v9 in the git repository of a/shop"},
		{".", "git:--all a/shop", 2, `"--all" is no revision`},
		{".", "git:", 2, `"" is no revision`},
		{".", "git:v1:a/none a/shop", 2, "there is no project a/none in revision v1"},
		{".", "git:v1:../../elsewhere a/shop", 2, "is in no git repository"},
		{".", "git:v1:a/broken.flow a/shop", 1, "E0103"},
		{t.TempDir(), "git:v1", 2, ". is in no git repository"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			t.Chdir(tt.in)
			got := call(t, append([]string{"diff"}, strings.Fields(tt.args)...)...)
			if got.code != tt.code || !strings.Contains(got.out+got.errOut, tt.want) {
				t.Errorf("code %d\n%s%s", got.code, got.out, got.errOut)
			}
		})
	}
}

func TestDiffWithoutGit(t *testing.T) {
	repository(t)
	t.Setenv("PATH", t.TempDir())
	if got := call(t, "diff", "git:v1", "a/shop"); got.code != 3 || !strings.Contains(got.errOut, "the program git, which this needs, is not in PATH") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.errOut)
	}
}
