package flowcmd

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCheckFormats(t *testing.T) {
	inProjects(t)
	const short = "broken/shop.flow:22:17: warning: `.qty` is int32 already [W0426]\n" +
		"broken/shop.flow:25:17: `.qty` cannot fail, so `!` has nothing to do [E0419]\n" +
		"broken/shop.flow:26:19: `.price` cannot fail, so `!` has nothing to do [E0419]\n"
	if got := call(t, "check", "broken", "--format", "short"); got.out != short || got.errOut != "" || got.code != 1 {
		t.Errorf("short: code %d\n%s%swant\n%s", got.code, got.out, got.errOut, short)
	}
	for _, args := range [][]string{{"--json"}, {"--format", "json"}} {
		got := call(t, append([]string{"check", "broken"}, args...)...)
		if codes := codesOf(t, got.out); !slices.Equal(codes, []string{"W0426", "E0419", "E0419"}) || got.errOut != "" || got.code != 1 {
			t.Errorf("%v: code %d, %v, stderr %q", args, got.code, codes, got.errOut)
		}
	}
	for _, args := range []string{"--json", "--format=json", "--format=short"} {
		if got := call(t, "check", "sound", args); got.out != "" || got.errOut != "" {
			t.Errorf("%s of a project without mistakes prints %q and %q", args, got.out, got.errOut)
		}
	}
	got := call(t, "check", "nosuch", "--format", "json")
	if got.code != 2 || got.out != "" || got.errOut != `{"v":1,"error":"there is no nosuch","help":"flowc help check"}`+"\n" {
		t.Errorf("wrong use under JSON: code %d, %q, %q", got.code, got.out, got.errOut)
	}
}

// codesOf reads a report of one JSON object a line.
func codesOf(t *testing.T, out string) []string {
	var codes []string
	for line := range strings.Lines(out) {
		var d struct {
			V        int
			Code     string
			Severity string
			File     string
			Line     int
			Column   int
			Labels   []any
			Helps    []any
			Fixes    []any
		}
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if d.V != 1 || d.File != "broken/shop.flow" || d.Line == 0 || d.Column == 0 || d.Labels == nil || d.Helps == nil || len(d.Fixes) != 1 ||
			d.Severity != map[byte]string{'W': "warning", 'E': "error"}[d.Code[0]] {
			t.Errorf("%s\nread as %+v", line, d)
		}
		codes = append(codes, d.Code)
	}
	return codes
}

func TestCheckLimit(t *testing.T) {
	inProjects(t)
	tests := []struct {
		args    string
		shown   int
		outHas  string
		errText string
	}{
		{"--limit 1", 1, "… and 2 more: --limit 0", ""},
		{"--limit 0", 3, "2 mistakes and 1 warning", ""},
		{"--limit 1 --format short", 1, "[W0426]", "… and 2 more: --limit 0\n"},
		{"--limit 2 --json", 2, "E0419", "… and 1 more: --limit 0\n"},
	}
	for _, tt := range tests {
		got := call(t, append([]string{"check", "broken"}, strings.Fields(tt.args)...)...)
		n := len(regexp.MustCompile(`error\[E|warning\[W|\[[EW]\d+\]\n|"code":`).FindAllString(got.out, -1))
		if n != tt.shown || !strings.Contains(got.out, tt.outHas) || got.errOut != tt.errText || got.code != 1 {
			t.Errorf("%s: code %d, %d shown\n%s%s", tt.args, got.code, n, got.out, got.errOut)
		}
	}
}

func TestCheckFix(t *testing.T) {
	inProjects(t)
	if err := os.Chmod("broken/shop.flow", 0o640); err != nil {
		t.Fatal(err)
	}
	hint := regexp.MustCompile(`flowc (check --fix \S+)`).FindStringSubmatch(call(t, "check", "broken").out)
	if hint == nil {
		t.Fatal("check does not say how to fix")
	}
	got := call(t, strings.Fields(hint[1])...)
	const want = "fixed broken/shop.flow:22:17: `.qty` is int32 already [W0426]: remove the cast\n" +
		"fixed broken/shop.flow:25:17: `.qty` cannot fail, so `!` has nothing to do [E0419]: remove `!`\n" +
		"fixed broken/shop.flow:26:19: `.price` cannot fail, so `!` has nothing to do [E0419]: remove `!`\n"
	if got.code != 0 || got.errOut != want || !strings.HasPrefix(got.out, "no mistakes in 1 file (") {
		t.Errorf("code %d\n%s%swant\n%s", got.code, got.out, got.errOut, want)
	}
	fixed := read(t, "broken/shop.flow")
	for _, line := range []string{"  where .qty > 10\n", "    qty   = .qty\n", "    price = .price\n", "    id = .id\n"} {
		if !strings.Contains(fixed, line) {
			t.Errorf("%q is not in\n%s", line, fixed)
		}
	}
	if info, err := os.Stat("broken/shop.flow"); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file's mode: %v, %v", info.Mode(), err)
	}
	if got := call(t, "check", "--fix", "broken"); got.errOut != "" || got.code != 0 {
		t.Errorf("a second time: code %d\n%s", got.code, got.errOut)
	}
	if entries, err := os.ReadDir("broken"); err != nil || len(entries) != 1 {
		t.Errorf("files are left over: %v, %v", entries, err)
	}
}

// What no tool can mend is reported as without --fix, behind what was mended.
func TestCheckFixReportsTheRest(t *testing.T) {
	inProjects(t)
	text := strings.Replace(read(t, "broken/shop.flow"), "id = .id", "id = .price", 1)
	if err := os.WriteFile("broken/shop.flow", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	got := call(t, "check", "--fix", "--format", "short", "broken")
	if got.code != 1 || strings.Count(got.errOut, "fixed ") != 3 || strings.Count(got.out, "\n") != 1 || !strings.HasPrefix(got.out, "broken/shop.flow:24:") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.errOut)
	}
}

func TestFixFollowsALink(t *testing.T) {
	inProjects(t)
	if err := os.Rename("broken/shop.flow", "real.flow"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../real.flow", "broken/shop.flow"); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "check", "--fix", "broken"); got.code != 0 {
		t.Fatalf("code %d\n%s%s", got.code, got.out, got.errOut)
	}
	if info, err := os.Lstat("broken/shop.flow"); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if !strings.Contains(read(t, "real.flow"), "where .qty > 10") {
		t.Error("the file behind the link was not changed")
	}
}

func TestFixLeavesReadOnlyFilesAlone(t *testing.T) {
	inProjects(t)
	if err := os.Chmod("broken/shop.flow", 0o444); err != nil {
		t.Fatal(err)
	}
	before := read(t, "broken/shop.flow")
	got := call(t, "check", "--fix", "broken")
	if got.code != 3 || got.errOut != "flowc check: write broken/shop.flow: it is read-only\n" || read(t, "broken/shop.flow") != before {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.errOut)
	}
}

// A project's files in x/... may stand before and behind those of the folders
// below it; each is checked once.
func TestProjectsBelowAreFoundOnce(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"a.flow", "z.flow", "m/b.flow", "m/.hidden/c.flow", "testdata/d.flow", "_x/e.flow", "only.js.flow/f.js.flow"} {
		name = dir + "/" + name
		if err := os.MkdirAll(name[:strings.LastIndexByte(name, '/')], 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("flow 1\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		args, want []string
	}{
		{[]string{"./..."}, []string{".", "m"}},
		{[]string{"...", "m", "m/", "./m"}, []string{".", "m"}},
		{[]string{"testdata/..."}, []string{"testdata"}},
		{nil, []string{"."}},
	} {
		if got, err := projects(tt.args); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%v: %v, %v; want %v", tt.args, got, err, tt.want)
		}
	}
}
