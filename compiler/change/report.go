package change

import (
	"fmt"
	"strings"
)

// Text tells the changes, each with its place and below it what it does.
func Text(list []Change) string {
	if len(list) == 0 {
		return "nothing changes\n"
	}
	var b strings.Builder
	n := map[Class]int{}
	for _, c := range list {
		n[c.Class]++
		fmt.Fprintf(&b, "%-9s %s %s   %s\n", c.Class, c.Of, c.Text, c.place())
		if c.Then != "" {
			fmt.Fprintf(&b, "          %s\n", c.Then)
		}
	}
	fmt.Fprintf(&b, "%d breaking, %d careful, %d safe\n", n[Breaking], n[Careful], n[Safe])
	return b.String()
}

func (c Change) place() string {
	if c.At.IsZero() {
		return ""
	}
	line, _ := c.At.File.Position(c.At.Start)
	return fmt.Sprintf("%s:%d", c.At.File.Name, line)
}

// Data is a change as data.
type Data struct {
	Class string `json:"class"`
	Of    string `json:"of"`
	Text  string `json:"text"`
	Then  string `json:"then,omitempty"`
	Place string `json:"place,omitempty"`
	Old   bool   `json:"old,omitempty"` // the place is in the old version
}

// AsData are the changes as data.
func AsData(list []Change) []Data {
	out := []Data{}
	for _, c := range list {
		out = append(out, Data{c.Class.String(), c.Of, c.Text, c.Then, c.place(), c.Old})
	}
	return out
}

// Worst is the most serious class among changes, 0 without any.
func Worst(list []Change) Class {
	var worst Class
	for _, c := range list {
		worst = max(worst, c.Class)
	}
	return worst
}
