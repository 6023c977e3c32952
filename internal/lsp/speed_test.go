//go:build unix

package lsp_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/testkit"
	"github.com/flowc-lang/flowc/stdlib"
)

// What people are promised, and how much slower a busy machine may be before a test
// fails for it.
const (
	checkTime = 300 * time.Millisecond
	hoverTime = 50 * time.Millisecond
	slack     = 5
)

// TestSpeed: a thousand lines of twenty pipelines are checked, and hovered over, fast
// enough to type along.
func TestSpeed(t *testing.T) {
	files := testkit.BigProject(20)
	dir := t.TempDir()
	lines := 0
	for name, text := range files {
		lines += strings.Count(text, "\n")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	best := time.Hour
	for range 3 {
		r := &diag.Report{}
		start := time.Now()
		if _, err := compiler.Compile(dir, compiler.Disk{}, stdlib.Catalog(), r); err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(start))
		for _, d := range r.Sorted() {
			t.Fatalf("%s %s: %s", d.Code, d.At.Text(), d.Message)
		}
	}
	t.Logf("check of %d lines: %s", lines, best)
	if best > slack*checkTime {
		t.Errorf("a check took %s", best)
	}

	c := edit(t, files)
	c.published()
	measure := func(what string, limit time.Duration, ask func()) {
		t.Helper()
		best := time.Hour
		for range 3 {
			start := time.Now()
			ask()
			best = min(best, time.Since(start))
		}
		t.Logf("%s: %s", what, best)
		if best > slack*limit {
			t.Errorf("%s took %s", what, best)
		}
	}
	at := c.place("part03.flow", "let city = .bill‸ing?.city ?? .address.city\n  let items = .lines.len() as int32 ?? 0\n  let dear = .lines.any(|l| l.price > 1000)\n  let words = \"${.comment ?? \"no comment\"} of ${.customer.trim().lower()}\"\n  map shop.orders_17 {")
	measure("hover", hoverTime, func() { c.call("textDocument/hover", at, nil) })
	measure("completion", checkTime, func() { c.call("textDocument/completion", at, nil) })
	text := files["part03.flow"]
	measure("diagnostics after a change", checkTime, func() {
		text += "\n"
		c.change("part03.flow", text)
		c.published()
	})
}
