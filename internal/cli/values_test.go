package cli

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestUseColor(t *testing.T) {
	tests := []struct {
		mode, env string // env: NAME=value NAME=value
		terminal  bool
		want      bool
	}{
		{"auto", "", true, true},
		{"auto", "", false, false},
		{"always", "NO_COLOR=1", false, true},
		{"never", "FORCE_COLOR=1", true, false},
		{"auto", "NO_COLOR=1", true, false},
		{"auto", "NO_COLOR=", true, true},
		{"auto", "NO_COLOR=1 FORCE_COLOR=1", true, false},
		{"auto", "FORCE_COLOR=1", false, true},
		{"auto", "CLICOLOR_FORCE=1 TERM=dumb", false, true},
		{"auto", "FORCE_COLOR=0", false, false},
		{"auto", "TERM=dumb", true, false},
		{"auto", "TERM=xterm", true, true},
	}
	for _, tt := range tests {
		env := map[string]string{}
		for pair := range strings.FieldsSeq(tt.env) {
			k, v, _ := strings.Cut(pair, "=")
			env[k] = v
		}
		lookup := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
		if got := useColor(tt.mode, lookup, tt.terminal); got != tt.want {
			t.Errorf("%s %s terminal=%v: %v", tt.mode, tt.env, tt.terminal, got)
		}
	}
}

func TestProgressFitsItemsIntoTheWidth(t *testing.T) {
	var b bytes.Buffer
	p := &Progress{w: &b, width: func() int { return 21 }}
	p.Show("running", "12 in", "12 out") // 7+2+5+2+6 = 22, one too many
	p.Show("running", "12 in", "12 out") // the same line is not written again
	p.Show("draining and much too long for it")
	if _, err := p.Write([]byte("a message\n")); err != nil {
		t.Fatal(err)
	}
	p.Clear()
	want := "\r\x1b[Krunning  12 in" +
		"\r\x1b[Kdraining and much to" +
		"\r\x1b[Ka message\n" + "\r\x1b[Kdraining and much to" +
		"\r\x1b[K"
	if b.String() != want {
		t.Errorf("\n got %q\nwant %q", b.String(), want)
	}
}

func TestProgressIsSilentWithoutATerminal(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(&b)
	p.Show("running")
	stop := p.Follow(time.Second, func() []string { t.Error("items was called"); return nil })
	_, _ = p.Write([]byte("kept\n"))
	stop()
	p.Clear()
	if b.String() != "kept\n" {
		t.Errorf("wrote %q", b.String())
	}
}

func TestProgressFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		p := &Progress{w: &b, width: func() int { return 80 }}
		n := 0
		stop := p.Follow(time.Second, func() []string { n++; return []string{strings.Repeat("x", n)} })
		time.Sleep(2500 * time.Millisecond)
		stop()
		stop()
		if want := "\r\x1b[Kx\r\x1b[Kxx\r\x1b[Kxxx\r\x1b[K"; b.String() != want {
			t.Errorf("\n got %q\nwant %q", b.String(), want)
		}
	})
}

func TestTwoSignals(t *testing.T) {
	signals := make(chan os.Signal)
	second := make(chan struct{})
	ctx, stop := twoSteps(context.Background(), signals, func() { close(second) })
	defer stop()
	if ctx.Err() != nil {
		t.Fatal("cancelled without a signal")
	}
	signals <- os.Interrupt
	<-ctx.Done()
	select {
	case <-second:
		t.Fatal("the first signal ended at once")
	default:
	}
	signals <- os.Interrupt
	<-second
}

func TestStopEndsTheWatcher(t *testing.T) {
	ctx, stop := WithSignals(context.Background(), func() {})
	stop() // returns only when the goroutine has ended
	if ctx.Err() == nil {
		t.Error("stop left the context alive")
	}
}

// TestBashCompletion runs the script in a real bash, where there is one.
func TestBashCompletion(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here")
	}
	script := call(testProgram(nil), "completion", "bash").out + `
flowc() { printf '%s\n' "$@" >&2; printf 'one\ntwo words\n'; }
COMP_WORDS=(flowc check --fo rest); COMP_CWORD=2
_flowc; printf '[%s]' "${COMPREPLY[@]}"
`
	script = strings.ReplaceAll(script, " 2>/dev/null", "")
	cmd := exec.Command(bash, "--norc", "-c", script)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, errOut.String())
	}
	if out.String() != "[one][two words]" || errOut.String() != "__complete\ncheck\n--fo\n" {
		t.Errorf("proposals %s, asked %q", out.String(), errOut.String())
	}
}
