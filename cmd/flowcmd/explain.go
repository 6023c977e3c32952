package flowcmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/docs/codes"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/internal/nearest"
)

func (t *tool) explain() *cli.Command {
	return &cli.Command{
		Name: "explain", Args: "[CODE]", Group: look,
		Short: "say what the code of a mistake means, with an example of it",
		Long: "CODE is that of a diagnostic (E0412, W0417) or of a record that failed while a worker ran (R0107). Any other word " +
			"lists the codes that speak of it, and without one all codes are listed.",
		Example: "flowc explain E0412\nflowc explain decimal",
		SeeAlso: []string{"check"},
		JSON:    true,
		Complete: func(*cli.Context, string) []string {
			var out []string
			for _, c := range diag.Codes() {
				out = append(out, c.Code)
			}
			return out
		},
		Run: func(_ context.Context, c *cli.Context) int { return t.runExplain(c) },
	}
}

func (t *tool) runExplain(c *cli.Context) int {
	if len(c.Args) == 0 {
		return listCodes(c, diag.Groups())
	}
	if code, ok := exactly(strings.ToUpper(c.Args[0])); ok {
		return t.explainCode(c, code)
	}
	if found := speakOf(c.Args[0]); len(found) > 0 {
		return listCodes(c, found)
	}
	if near, ok := nearCode(strings.ToUpper(c.Args[0])); ok {
		return c.WrongUse("there is no code %s, did you mean %s?", c.Args[0], near)
	}
	return c.WrongUse("there is no code %s, and none speaks of it; all are listed by: flowc explain", c.Args[0])
}

// exactly is the code that word names, in which leading zeros may be left out.
func exactly(word string) (string, bool) {
	for _, c := range diag.Codes() {
		if c.Code == word || len(word) > 1 && c.Code[0] == word[0] && digits(c.Code) == digits(word) {
			return c.Code, true
		}
	}
	return "", false
}

func digits(code string) string { return strings.TrimLeft(code[1:], "0") }

// nearCode is the code that was probably meant: that of the same number under
// another letter, else one that is a slip away.
func nearCode(word string) (string, bool) {
	var names []string
	for _, c := range diag.Codes() {
		if number := strings.TrimLeft(word, "EWR0"); number != "" && digits(c.Code) == number {
			return c.Code, true
		}
		names = append(names, c.Code)
	}
	return nearest.Word(word, names)
}

// speakOf are the groups with the codes whose titles have the word.
func speakOf(word string) []diag.Group {
	if len(word) < 3 {
		return nil
	}
	var out []diag.Group
	for _, g := range diag.Groups() {
		g.Codes = slices.DeleteFunc(slices.Clone(g.Codes), func(c diag.Code) bool {
			return !strings.Contains(strings.ToLower(c.Title), strings.ToLower(word))
		})
		if len(g.Codes) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// codeInList is a line of the list of codes as JSON.
type codeInList struct {
	V     int    `json:"v"`
	Code  string `json:"code"`
	Title string `json:"title"`
	Group string `json:"group"`
}

func listCodes(c *cli.Context, groups []diag.Group) int {
	for i, g := range groups {
		if i > 0 && !c.JSON {
			fmt.Fprintln(c.Stdout)
		}
		if !c.JSON {
			fmt.Fprintln(c.Stdout, cli.Bold(c.ColorOut, g.Name))
		}
		for _, code := range g.Codes {
			if !c.JSON {
				fmt.Fprintf(c.Stdout, "  %s  %s\n", code.Code, code.Title)
			} else if err := c.WriteJSON(codeInList{1, code.Code, code.Title, g.Name}); err != nil {
				return c.Fail(err)
			}
		}
	}
	return cli.ExitOK
}

// pageJSON is a page as JSON. Files are by name.
type pageJSON struct {
	V     int               `json:"v"`
	Code  string            `json:"code"`
	Title string            `json:"title"`
	Text  string            `json:"text"`
	Wrong map[string]string `json:"wrong"`
	Right map[string]string `json:"right"`
}

func (t *tool) explainCode(c *cli.Context, code string) int {
	p, err := codes.Read(code)
	if err != nil {
		return c.Fail(err)
	}
	if c.JSON {
		err = c.WriteJSON(pageJSON{1, p.Code, p.Title, p.Text, p.Wrong.Sources(), p.Right.Sources()})
	} else {
		err = t.writePage(c, p)
	}
	if err != nil {
		return c.Fail(err)
	}
	return cli.ExitOK
}
