package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// result is what one command line gave.
type result struct {
	code        int
	out, errOut string
}

func call(p *Program, line ...string) result {
	var out, errOut bytes.Buffer
	code := p.Run(context.Background(), line, &out, &errOut)
	return result{code, out.String(), errOut.String()}
}

// testProgram has a command of each kind; each prints what it got.
func testProgram(env map[string]string) *Program {
	return &Program{
		Name:    "flowc",
		Short:   "typed pipelines for Kafka",
		Version: "1.2.3",
		LookupEnv: func(name string) (string, bool) {
			v, ok := env[name]
			return v, ok
		},
		Commands: []*Command{checkCmd(), runCmd(), offsetsCmd("show"), offsetsCmd("reset"), brokenCmd()},
	}
}

func checkCmd() *Command {
	var o struct {
		format, out, secret string
		limit               int
		strict              bool
		memory              int64
		wait                time.Duration
		only                []string
	}
	return &Command{
		Name: "check", Args: "[PATH...]", Short: "find the mistakes in .flow files", Group: "every day", JSON: true,
		Example: "$ check --format short .",
		SeeAlso: []string{"run"},
		Flags: func(f *Flags) {
			o.format, o.limit, o.memory, o.wait, o.only = "human", 50, 96<<20, time.Minute, []string{"a"}
			f.Enum(&o.format, "format", []string{"human", "short", "json"}, "how to print")
			f.Int(&o.limit, "limit", "N", "show at most so many").WithEnv("FLOWC_LIMIT")
			f.Bool(&o.strict, "strict", "take warnings for mistakes")
			f.String(&o.out, "output", "FILE", "where to write").WithShort("o")
			f.Size(&o.memory, "memory", "the budget")
			f.Duration(&o.wait, "wait", "how long to wait")
			f.Strings(&o.only, "only", "NAMES", "only these")
			f.String(&o.secret, "password", "TEXT", "the password").IsSecret()
		},
		Run: func(_ context.Context, c *Context) int {
			fmt.Fprintf(c.Stdout, "%v format=%s limit=%d(%s) strict=%v out=%s memory=%d wait=%s only=%v json=%v",
				c.Args, o.format, o.limit, c.Flags.Lookup("limit").Origin(), o.strict, o.out, o.memory, o.wait, o.only, c.JSON)
			return ExitMistakes
		},
	}
}

func runCmd() *Command {
	var build bool
	return &Command{
		Name: "run", Args: "[PATH]", PassOn: true, Short: "build and run", Group: "every day", Example: "$ run . --drain",
		Flags: func(f *Flags) { f.Bool(&build, "rebuild", "build in any case") },
		Run: func(_ context.Context, c *Context) int {
			fmt.Fprintf(c.Stdout, "%q %q %v", c.Args, c.Rest, build)
			return ExitOK
		},
	}
}

func offsetsCmd(verb string) *Command {
	return &Command{
		Name: "offsets " + verb, Args: "PIPELINE", Short: verb + " offsets", Group: "look", Example: "$ offsets " + verb + " load",
		Complete: func(*Context, string) []string { return []string{"load", "ingest"} },
		Run: func(_ context.Context, c *Context) int {
			fmt.Fprint(c.Stdout, verb, c.Args)
			return ExitOK
		},
	}
}

func brokenCmd() *Command {
	return &Command{
		Name: "broken", Short: "fail in some way", Args: "[HOW]", JSON: true,
		Run: func(_ context.Context, c *Context) int {
			switch {
			case len(c.Args) == 0:
				panic("a bug")
			case c.Args[0] == "use":
				return c.Fail(fmt.Errorf("wrapped: %w", wrongUse("HOW is wrong")))
			}
			return c.Fail(errors.New("disk full"))
		},
	}
}

const checkDefaults = " format=human limit=50() strict=false out= memory=100663296 wait=1m0s only=[a] json=false"

func TestRunReadsTheCommandLine(t *testing.T) {
	tests := []struct {
		line string
		env  map[string]string
		want string
	}{
		{line: "check", want: "[]" + checkDefaults},
		{line: "check a.flow b.flow", want: "[a.flow b.flow]" + checkDefaults},
		{line: "check a.flow --format json", want: "[a.flow]" + strings.Replace(checkDefaults, "human", "json", 1)},
		{line: "check --format=short a.flow -o x", want: "[a.flow]" + strings.NewReplacer("human", "short", "out=", "out=x").Replace(checkDefaults)},
		{line: "check -o=x", want: "[]" + strings.Replace(checkDefaults, "out=", "out=x", 1)},
		{line: "check a -strict b", want: "[a b]" + strings.Replace(checkDefaults, "strict=false", "strict=true", 1)},
		{line: "check --strict=false", want: "[]" + checkDefaults},
		{line: "check -- --strict", want: "[--strict]" + checkDefaults},
		{line: "check -", want: "[-]" + checkDefaults},
		{line: "check --limit 7", env: map[string]string{"FLOWC_LIMIT": "9"}, want: "[]" + strings.Replace(checkDefaults, "50()", "7(flag)", 1)},
		{line: "check", env: map[string]string{"FLOWC_LIMIT": "9"}, want: "[]" + strings.Replace(checkDefaults, "50()", "9(env FLOWC_LIMIT)", 1)},
		{line: "check", env: map[string]string{"FLOWC_LIMIT": ""}, want: "[]" + checkDefaults},
		{line: "check --memory 1GiB --wait 2d", want: "[]" + strings.NewReplacer("100663296", "1073741824", "1m0s", "48h0m0s").Replace(checkDefaults)},
		{line: "check --only x,y --only z", want: "[]" + strings.Replace(checkDefaults, "[a]", "[x y z]", 1)},
		{line: "check --json", want: "[]" + strings.Replace(checkDefaults, "json=false", "json=true", 1)},
		{line: "run", want: `[] [] false`},
		{line: "run --rebuild . --drain --rebuild", want: `["."] ["--drain" "--rebuild"] true`},
		{line: "run --drain x", want: `[] ["--drain" "x"] false`},
		{line: "run -- x", want: `[] ["x"] false`},
		{line: "offsets show load", want: "show[load]"},
		{line: "offsets reset load", want: "reset[load]"},
	}
	for _, tt := range tests {
		got := call(testProgram(tt.env), strings.Fields(tt.line)...)
		if got.out != tt.want || got.errOut != "" {
			t.Errorf("%s\n got %s%s\nwant %s", tt.line, got.out, got.errOut, tt.want)
		}
	}
}

func TestWrongUseIsOneLineWithTheNearestWord(t *testing.T) {
	tests := []struct {
		line, want string
	}{
		{"chekc .", `flowc: no command "chekc", did you mean check? (flowc help)`},
		{"frobnicate", `flowc: no command "frobnicate" (flowc help)`},
		{"--strict check", `flowc: flag --strict stands in front of the command (flowc help)`},
		{"check --formt json", `flowc check: unknown flag --formt, did you mean --format? (flowc help check)`},
		{"check --formt=json", `flowc check: unknown flag --formt, did you mean --format? (flowc help check)`},
		{"check --zzz", `flowc check: unknown flag --zzz (flowc help check)`},
		{"check --format", `flowc check: --format needs a value: human|short|json (flowc help check)`},
		{"check --format jsno", `flowc check: --format "jsno": did you mean json? (flowc help check)`},
		{"check --format xml", `flowc check: --format "xml": it takes human, short or json (flowc help check)`},
		{"check --limit -3", `flowc check: --limit "-3": it takes a whole number that is not negative (flowc help check)`},
		{"check --memory 96", `flowc check: --memory "96": it takes a size like 96MiB, with a unit (flowc help check)`},
		{"check --wait soon", `flowc check: --wait "soon": it takes a duration like 500ms, 30s or 45d (flowc help check)`},
		{"check --strict=maybe", `flowc check: --strict "maybe": it takes true or false (flowc help check)`},
		{"check --color blue", `flowc check: --color "blue": it takes auto, always or never (flowc help check)`},
		{"offsets", `flowc: offsets needs one of show or reset (flowc help)`},
		{"offsets rest load", `flowc: no command "offsets rest", did you mean offsets reset? (flowc help)`},
		{"offsets show", `flowc offsets show: PIPELINE is missing (flowc help offsets show)`},
		{"offsets show a b", `flowc offsets show: takes one argument, got also "b" (flowc help offsets show)`},
		{"version x", `flowc version: takes no arguments, got "x" (flowc help version)`},
		{"completion tcsh", `flowc completion: no script for "tcsh", only for bash, zsh or fish (flowc help completion)`},
		{"help chekc", `flowc help: no command "chekc", did you mean check? (flowc help help)`},
		{"broken use", `flowc broken: HOW is wrong (flowc help broken)`},
	}
	for _, tt := range tests {
		got := call(testProgram(nil), strings.Fields(tt.line)...)
		if got.code != ExitUsage || got.errOut != tt.want+"\n" || got.out != "" {
			t.Errorf("%s: code %d\n got %s%s\nwant %s", tt.line, got.code, got.out, got.errOut, tt.want)
		}
	}
}

func TestASecretIsInNoMessage(t *testing.T) {
	p := testProgram(map[string]string{"PW": "hunter2"})
	p.Commands[0].Flags = func(f *Flags) {
		var n int
		f.Int(&n, "pin", "N", "the pin").WithEnv("PW").IsSecret()
	}
	got := call(p, "check")
	if got.code != ExitUsage || strings.Contains(got.errOut, "hunter2") || !strings.Contains(got.errOut, "PW: --pin: the value is not one it takes") {
		t.Errorf("code %d: %s", got.code, got.errOut)
	}
}

func TestExitCodes(t *testing.T) {
	tests := []struct {
		line string
		want int
	}{
		{"", ExitOK},
		{"help", ExitOK},
		{"--help", ExitOK},
		{"-h", ExitOK},
		{"help check", ExitOK},
		{"check --help --zzz", ExitOK},
		{"check --zzz --help", ExitUsage},
		{"check --help", ExitOK},
		{"check -h extra", ExitOK},
		{"version", ExitOK},
		{"--version", ExitOK},
		{"check", ExitMistakes},
		{"nothing", ExitUsage},
		{"broken disk", ExitFailure},
		{"broken", ExitFailure},
	}
	for _, tt := range tests {
		if got := call(testProgram(nil), strings.Fields(tt.line)...); got.code != tt.want {
			t.Errorf("flowc %s: code %d, want %d: %s", tt.line, got.code, tt.want, got.errOut)
		}
	}
}

func TestAPanicIsToldAsABug(t *testing.T) {
	got := call(testProgram(nil), "broken")
	if !strings.HasPrefix(got.errOut, "flowc: internal error: a bug\n") || !strings.Contains(got.errOut, "brokenCmd") {
		t.Errorf("stderr: %s", got.errOut)
	}
}

func TestErrorsAsJSON(t *testing.T) {
	tests := []struct {
		line, want string
	}{
		{"check --zzz --json", `{"v":1,"error":"unknown flag --zzz","help":"flowc help check"}`},
		{"broken disk --json", `{"v":1,"error":"disk full"}`},
	}
	for _, tt := range tests {
		if got := call(testProgram(nil), strings.Fields(tt.line)...); got.errOut != tt.want+"\n" || got.out != "" {
			t.Errorf("%s: %s", tt.line, got.errOut)
		}
	}
	if got := call(testProgram(nil), "version", "--json"); got.out != `{"v":1,"name":"flowc","version":"1.2.3"}`+"\n" {
		t.Errorf("version --json: %s", got.out)
	}
}

func TestTheDefaultCommandNeedsNoName(t *testing.T) {
	p := testProgram(nil)
	p.Name, p.Default = "load", "check"
	for _, line := range []string{"--limit 3", "check --limit 3"} {
		if got := call(p, strings.Fields(line)...); !strings.Contains(got.out, "limit=3(flag)") {
			t.Errorf("load %s: %s%s", line, got.out, got.errOut)
		}
	}
	if got := call(p); got.code != ExitMistakes || !strings.HasPrefix(got.out, "[]") {
		t.Errorf("load: code %d, %s", got.code, got.out)
	}
	if got := call(p, "--limt", "3"); got.errOut != "load: unknown flag --limt, did you mean --limit? (load help)\n" {
		t.Errorf("wrong flag: %s", got.errOut)
	}
	if got := call(p, "--help"); !strings.Contains(got.out, "flags of check") || !strings.Contains(got.out, "--limit N") {
		t.Errorf("help without the flags of the default command: %s", got.out)
	}
}

func TestConfigurationComesBetweenEnvironmentAndDefault(t *testing.T) {
	p := testProgram(map[string]string{"FLOWC_LIMIT": "9"})
	p.Commands[0].Run = func(_ context.Context, c *Context) int {
		for _, name := range []string{"limit", "wait"} {
			if fl := c.Flags.Lookup(name); !fl.Given() {
				if err := fl.Set("5m", "load.json:3"); err != nil {
					return c.Fail(err)
				}
			}
		}
		for _, fl := range c.Flags.All() {
			fmt.Fprintf(c.Stdout, "%s=%s ", fl.Name, fl.Origin())
		}
		return ExitOK
	}
	got := call(p, "check", "--strict")
	for _, want := range []string{"limit=env FLOWC_LIMIT", "wait=load.json:3", "strict=flag", "format= "} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q is missing in %s%s", want, got.out, got.errOut)
		}
	}
}

func TestAFlagDeclaredTwicePanics(t *testing.T) {
	defer func() {
		if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "--json is declared twice") {
			t.Errorf("recovered %v", v)
		}
	}()
	flagsOf(&Command{JSON: true, Flags: func(f *Flags) { f.Bool(new(bool), "json", "again") }})
}

func TestComplete(t *testing.T) {
	tests := []struct {
		words []string // the last one is being typed
		want  []string
	}{
		{[]string{""}, []string{"check", "run", "offsets", "help", "completion", "version"}},
		{[]string{"c"}, []string{"check", "completion"}},
		{[]string{"offsets", ""}, []string{"show", "reset"}},
		{[]string{"offsets", "r"}, []string{"reset"}},
		{[]string{"offsets", "show", ""}, []string{"load", "ingest"}},
		{[]string{"offsets", "show", "i"}, []string{"ingest"}},
		{[]string{"check", "--f"}, []string{"--format"}},
		{[]string{"check", "a.flow", "--format", ""}, []string{"human", "short", "json"}},
		{[]string{"check", "--format", "s"}, []string{"short"}},
		{[]string{"check", "--format=s"}, []string{"--format=short"}},
		{[]string{"check", "--strict", ""}, nil}, // files
		{[]string{"completion", "z"}, []string{"zsh"}},
		{[]string{"help", "ch"}, []string{"check"}},
		{[]string{"nothing", ""}, nil},
	}
	for _, tt := range tests {
		got := strings.Fields(call(testProgram(nil), append([]string{"__complete"}, tt.words...)...).out)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.words, got, tt.want)
		}
	}
	p := testProgram(nil)
	p.Default = "check"
	if got := call(p, "__complete", "--li"); got.out != "--limit\n" {
		t.Errorf("flags of the default command: %q", got.out)
	}
}
