package flowcmd

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/stdlib"
)

// TestLSP: flowc lsp speaks over stdin and stdout, writes its trace, and tells by its
// exit code whether the editor left as it should.
func TestLSP(t *testing.T) {
	log := filepath.Join(t.TempDir(), "lsp.log")
	run := func(messages ...string) result {
		var in strings.Builder
		for _, m := range messages {
			fmt.Fprintf(&in, "Content-Length: %d\r\n\r\n%s", len(m), m)
		}
		p := Program(stdlib.Catalog())
		p.Stdin = strings.NewReader(in.String())
		var out, errOut bytes.Buffer
		code := p.Run(t.Context(), []string{"lsp", "--log", log}, &out, &errOut)
		return result{code, out.String(), errOut.String()}
	}
	hello := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}`
	got := run(hello, `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":"exit"}`)
	if got.code != cli.ExitOK || !strings.Contains(got.out, `"name":"flowc"`) || got.errOut != "" {
		t.Errorf("%+v", got)
	}
	if got := run(hello, `{"jsonrpc":"2.0","method":"exit"}`); got.code != cli.ExitFailure || !strings.Contains(got.errOut, "without `shutdown`") {
		t.Errorf("%+v", got)
	}
	if trace := read(t, log); strings.Count(trace, "method=initialize") != 2 {
		t.Errorf("the trace is\n%s", trace)
	}
	if got := call(t, "lsp", "--log", filepath.Join(log, "no")); got.code != cli.ExitFailure || !strings.Contains(got.errOut, "open the log") {
		t.Errorf("%+v", got)
	}
}
