package cli

import (
	"strings"
	"testing"
)

func TestCommandHelp(t *testing.T) {
	want := `flowc check: find the mistakes in .flow files

usage: flowc check [flags] [PATH...]

flags
  --format human|short|json
                            how to print (default human)
  --limit N                 show at most so many (default 50, env FLOWC_LIMIT)
  --strict                  take warnings for mistakes
  -o, --output FILE         where to write
  --memory SIZE             the budget (default 96MiB)
  --wait DURATION           how long to wait (default 1m)
  --only NAMES              only these (default a)
  --password TEXT           the password
  --json                    print JSON, for programs
  --color auto|always|never
                            when to use colours (default auto)
  -h, --help                show this help

example
  flowc check --format short .

See also: flowc help run
`
	for _, line := range [][]string{{"help", "check"}, {"check", "--help"}, {"check", "--limit", "7", "-h"}} {
		if got := call(testProgram(nil), line...); got.out != want || got.errOut != "" {
			t.Errorf("%q:\n%s%s\nwant\n%s", line, got.out, got.errOut, want)
		}
	}
}

func TestProgramHelp(t *testing.T) {
	want := `flowc: typed pipelines for Kafka

usage: flowc COMMAND [flags]

every day
  check       find the mistakes in .flow files
  run         build and run

look
  offsets show   show offsets
  offsets reset  reset offsets

tools
  help        show what there is, or how to use a command
  completion  print the completion script of a shell
  version     show the version

flowc help COMMAND tells more. Exit codes: 0 done, 1 the input has mistakes, 2
wrong use, 3 could not work.
`
	for _, line := range [][]string{nil, {"help"}, {"--help"}, {"-h"}} {
		if got := call(testProgram(nil), line...); got.out != want {
			t.Errorf("%q:\n%s\nwant\n%s", line, got.out, want)
		}
	}
}

func TestHelpInColour(t *testing.T) {
	got := call(testProgram(map[string]string{"FORCE_COLOR": "1"}), "help", "check").out
	if !strings.Contains(got, "\x1b[1mflags\x1b[0m\n") {
		t.Errorf("no bold heading in %q", got)
	}
	plain := strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(got)
	if want := call(testProgram(nil), "help", "check").out; plain != want {
		t.Errorf("colours change the text:\n%s\nwant\n%s", plain, want)
	}
}

func TestMarkdown(t *testing.T) {
	got := Markdown(testProgram(nil))
	for _, want := range []string{
		"# flowc\n\nTyped pipelines for Kafka.\n",
		"\n## every day\n\n### flowc check\n\nFind the mistakes in .flow files.\n\n    flowc check [flags] [PATH...]\n",
		"| `--format human\\|short\\|json` | how to print | `human` |  |\n",
		"| `--limit N` | show at most so many | `50` | `FLOWC_LIMIT` |\n",
		"```sh\nflowc run . --drain\n```\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "__complete") || strings.Contains(got, "broken") {
		t.Error("a hidden command is in the manual")
	}
}

func TestLint(t *testing.T) {
	if got := Lint(testProgram(nil)); len(got) > 0 {
		t.Errorf("the test's program: %q", got)
	}
	p := testProgram(nil)
	p.Default = "nothing"
	p.Commands[0] = &Command{
		Name: "check", Group: "x", Short: "It checks.", SeeAlso: []string{"chekc"},
		Long:    "short",
		Example: strings.Repeat("x", 90),
		Flags:   func(f *Flags) { f.String(new(string), "output", "", "") },
	}
	p.Commands[1].Example = ""
	p.Commands[2].Example = "$ offsets show\n$ offsets reset load\n$ offsets show load --zzz"
	got := strings.Join(Lint(p), "\n")
	for _, want := range []string{
		`check: the short text "It checks." is not`, `check: does nothing`, `sees also "chekc"`, `the text "" of flag output`,
		`flag output has no type`, `check: help is wider`, `does not begin with flowc`,
		`"flowc offsets show" is none: PIPELINE is missing`, `reset load" is none: it is one of offsets reset`, `--zzz" is none: unknown flag --zzz`,
		`run: no example`, `default command "nothing"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not found:\n%s", want, got)
		}
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{"", ""},
		{"one two three", "one two|three"},
		{"äöü äöü äöü", "äöü äöü|äöü"},
		{"averylongword b", "averylongword|b"},
		{"a\nb", "a b"},
	}
	for _, tt := range tests {
		if got := strings.Join(wrap(tt.in, 8), "|"); got != tt.want {
			t.Errorf("wrap(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
