package flowcmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/docs/codes"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/cli"
)

// readable is the widest line of prose that people like to read.
const readable = 88

// writePage writes a page for a terminal. Below the wrong example stands what flowc
// says of it: computed, so that it is never what flowc once said.
func (t *tool) writePage(c *cli.Context, p *codes.Page) error {
	width := min(cli.Width(c.Stdout), readable)
	fmt.Fprintf(c.Stdout, "%s\n\n", cli.Bold(c.ColorOut, p.Code+": "+p.Title))
	writeProse(c.Stdout, p.Text, width)
	wrong, right := "this gives "+p.Code, "this does not"
	if p.Code[0] == 'R' {
		wrong, right = "here a record can fail with "+p.Code, "here it cannot, or need not stop the worker"
	}
	fmt.Fprintf(c.Stdout, "%s\n\n", cli.Bold(c.ColorOut, wrong+":"))
	writeExample(c, p.Wrong, width)
	if err := t.writeVerdict(c, p); err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, "%s\n\n", cli.Bold(c.ColorOut, right+":"))
	writeExample(c, p.Right, width)
	return nil
}

func writeExample(c *cli.Context, e codes.Example, width int) {
	for _, f := range e.Files {
		if f.Name != codes.Root {
			fmt.Fprintf(c.Stdout, "  %s\n\n", f.Name)
		}
		for line := range strings.Lines(strings.TrimRight(f.Text, "\n") + "\n") {
			fmt.Fprintln(c.Stdout, strings.TrimRight("    "+line, " \n"))
		}
		fmt.Fprintln(c.Stdout)
	}
	writeProse(c.Stdout, e.Note, width)
}

// writeVerdict shows the diagnostics of the page's code that its wrong example gives.
func (t *tool) writeVerdict(c *cli.Context, p *codes.Page) error {
	all, own := &diag.Report{}, &diag.Report{}
	if _, err := compiler.Compile(p.Wrong.Files[0].Name, compiler.Memory(p.Wrong.Sources()), t.catalog, all); err != nil {
		return err
	}
	for _, d := range all.Sorted() {
		if d.Code == p.Code {
			own.Add(d)
		}
	}
	return show(c.Stdout, c.ColorOut, own, 0)
}

// writeProse writes paragraphs and lists, wrapped.
func writeProse(w io.Writer, text string, width int) {
	for para := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if para == "" {
			continue
		}
		for _, block := range blocks(para) {
			indent := ""
			if strings.HasPrefix(block, "- ") {
				indent = "  "
			}
			writeWrapped(w, block, indent, width)
		}
		fmt.Fprintln(w)
	}
}

// blocks parts a paragraph at the items of a list.
func blocks(para string) []string {
	var out []string
	for line := range strings.Lines(para) {
		line = strings.TrimSpace(line)
		if len(out) == 0 || strings.HasPrefix(line, "- ") {
			out = append(out, line)
			continue
		}
		out[len(out)-1] += " " + line
	}
	return out
}

// writeWrapped breaks a text at spaces; lines after the first begin with indent.
func writeWrapped(w io.Writer, text, indent string, width int) {
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) > width:
			fmt.Fprintln(w, line)
			line = indent + word
		default:
			line += " " + word
		}
	}
	fmt.Fprintln(w, line)
}
