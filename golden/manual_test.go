package golden

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// manuals are the pages whose examples are compiled.
var manuals = []string{"../docs/language.md"}

// block is a fenced block of a page. What stands behind the fence says how it is read:
//
//	flow shared          declarations that every later block of the page stands on
//	flow                 declarations; shared ones come with them
//	flow stages          lines of a pipeline from orders
//	flow file            a whole file of its own
//	cql shop.cql         a file, for every later block
//	… wrong E0412        must give that code
//
// The page of a reader shows none of it.
type block struct {
	page   string
	line   int
	words  []string
	text   string
	shared string            // what came before it as shared
	files  map[string]string // files that were shown before it
}

func TestManual(t *testing.T) {
	for _, page := range manuals {
		n := 0
		for _, b := range blocksOf(t, page) {
			if b.words[0] != "flow" || slices.Contains(b.words, "shared") {
				continue
			}
			n++
			t.Run(fmt.Sprintf("%s:%d", strings.TrimPrefix(page, "../"), b.line), func(t *testing.T) { b.check(t) })
		}
		if n < 5 {
			t.Errorf("%s: only %d examples were found", page, n)
		}
	}
}

var fenceOpens = regexp.MustCompile("^```([a-z_]+[^`]*)$")

// blocksOf reads the fenced blocks of a page, with what stands before each.
func blocksOf(t testing.TB, page string) []block {
	var out []block
	shared, files := "", map[string]string{}
	var open *block
	n := 0
	for text := range strings.Lines(read(t, page)) {
		n++
		line := strings.TrimRight(text, "\n")
		switch m := fenceOpens.FindStringSubmatch(line); {
		case open == nil && m != nil:
			open = &block{page: page, line: n, words: strings.Fields(m[1])}
		case open == nil:
		case line != "```":
			open.text += text
		default:
			b := *open
			open = nil
			b.shared, b.files = shared, make(map[string]string, len(files))
			for name, text := range files {
				b.files[name] = text
			}
			switch {
			case len(b.words) > 1 && strings.Contains(b.words[1], "."):
				files[b.words[1]] = b.text
			case b.words[0] == "flow" && slices.Contains(b.words, "shared"):
				shared += b.text + "\n"
			}
			out = append(out, b)
		}
	}
	if open != nil {
		t.Fatalf("%s:%d: the block is never closed", page, open.line)
	}
	return out
}

// source is the project that the block stands for.
func (b block) source() string {
	switch {
	case slices.Contains(b.words, "file"):
		return b.text
	case slices.Contains(b.words, "stages"):
		from := "  from orders\n"
		if strings.HasPrefix(strings.TrimSpace(b.text), "from ") {
			from = ""
		}
		return b.shared + "pipeline example {\n" + from + b.text + "}\n"
	}
	return b.shared + b.text
}

// wrong is the code that the block must give, empty for none.
func (b block) wrong() string {
	if i := slices.Index(b.words, "wrong"); i >= 0 {
		return b.words[i+1]
	}
	return ""
}

// check compiles the block. Stages alone need no `to`, and examples may leave what
// they declare unused.
func (b block) check(t *testing.T) {
	files := compiler.Memory{"in.flow": b.source()}
	for name, text := range b.files {
		files[name] = text
	}
	r := &diag.Report{}
	if _, err := compiler.Compile("in.flow", files, stdlib.Catalog(), r); err != nil {
		t.Fatal(err)
	}
	var found bool
	for _, d := range r.Sorted() {
		partial := d.Code == "E0802" && slices.Contains(b.words, "stages")
		switch {
		case d.Code == b.wrong():
			found = true
		case d.Severity() == diag.Error && !partial:
			t.Errorf("line %d:\n%s\n%s", b.line, b.text, human(t, r))
			return
		}
	}
	if b.wrong() != "" && !found {
		t.Errorf("line %d: does not give %s:\n%s\n%s", b.line, b.wrong(), b.text, human(t, r))
	}
}
