package golden

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestTutorial plays docs/tutorial.md: it writes its files, makes its edits, runs its
// commands, and finds in their output what the page shows. Times and sizes differ
// between machines, so a line that is shown must be within a line that is printed.
func TestTutorial(t *testing.T) {
	p := &player{t: t, dir: t.TempDir(), bin: t.TempDir()}
	p.command("go build -o " + filepath.Join(p.bin, "flowc") + " ../cmd/flowc")
	p.played = true
	for _, b := range blocksOf(t, "../docs/tutorial.md") {
		switch b.words[0] {
		case "console":
			p.console(b)
		case "text":
			p.shows(b)
		default:
			p.file(b)
		}
	}
}

// clock is a time that a run took.
var clock = regexp.MustCompile(`\b\d\d:\d\d\b`)

// player follows the page in a folder of its own.
type player struct {
	t        *testing.T
	dir, bin string
	played   bool   // the page's own commands: in dir, with flowc on the path
	output   string // of the last command
	failed   bool   // its exit code was not 0
}

// file writes a file, or changes one: `append` puts the text at its end, `edit`
// replaces the line that begins with the same two words as the text's last line.
func (p *player) file(b block) {
	name := filepath.Join(p.dir, b.words[1])
	text := b.text
	switch {
	case slices.Contains(b.words, "append"):
		text = read(p.t, name) + text
	case slices.Contains(b.words, "edit"):
		text = p.edited(read(p.t, name), text)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		p.t.Fatal(err)
	}
	write(p.t, name, []byte(text))
}

func (p *player) edited(file, text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	begins := firstWords(lines[len(lines)-1])
	var out strings.Builder
	found := 0
	for line := range strings.Lines(file) {
		if firstWords(line) == begins {
			found++
			line = text
		}
		out.WriteString(line)
	}
	if found != 1 {
		p.t.Fatalf("%d lines begin with %q", found, begins)
	}
	return out.String()
}

func firstWords(line string) string {
	words := strings.Fields(line)
	return strings.Join(words[:min(2, len(words))], " ")
}

// console runs the commands behind `$`; what stands below one is what it prints.
func (p *player) console(b block) {
	for line := range strings.Lines(b.text) {
		line = strings.TrimRight(line, "\n")
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			p.command(command)
			continue
		}
		if !strings.Contains(clock.ReplaceAllString(p.output, "00:00"), line) {
			p.t.Errorf("line %d: the command does not print %q:\n%s", b.line, line, p.output)
		}
	}
}

// shows finds the lines of a block in what was printed last, in order. A page
// that shows an error shows it after the command that fails.
func (p *player) shows(b block) {
	rest := p.output
	for line := range strings.Lines(b.text) {
		line = strings.TrimRight(line, "\n")
		_, behind, ok := strings.Cut(rest, line)
		if !ok {
			p.t.Errorf("line %d: %q is not printed:\n%s", b.line, line, p.output)
			return
		}
		rest = behind
	}
	if p.failed != strings.HasPrefix(b.text, "error[") {
		p.t.Errorf("line %d: the command before it failed: %v", b.line, p.failed)
	}
	p.failed = false
}

func (p *player) command(text string) {
	if p.failed {
		p.t.Errorf("a command failed, and the page does not show it:\n%s", p.output)
	}
	ctx, cancel := context.WithTimeout(p.t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", text)
	if p.played {
		cmd.Dir = p.dir
		cmd.Env = append(os.Environ(), "PATH="+p.bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	out, err := cmd.CombinedOutput()
	p.output, p.failed = string(out), err != nil
}
