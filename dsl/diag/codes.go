package diag

import (
	"slices"
	"strings"
)

// Code is a kind of mistake: of the input (E, W), or of a record while a worker
// runs (R). Once shipped a code keeps its meaning for good: people search for it,
// and scripts filter by it.
type Code struct {
	Code  string // E0412
	Title string // what it says, in a line: lower case, no full stop
}

// Group is the codes that belong together, as `flowc explain` lists them.
type Group struct {
	Name  string
	Codes []Code
}

// Groups returns all codes that flowc and its workers know, each with a page in
// docs/codes.
func Groups() []Group {
	return []Group{
		{"syntax", syntaxCodes()},
		{"names", nameCodes()},
		{"options", optionCodes()},
		{"types", typeCodes()},
		{"schemas and converters", schemaCodes()},
		{"errors and dead letters", ladderCodes()},
		{"delivery", deliveryCodes()},
		{"graph, capacity and labels", graphCodes()},
		{"tests", testCodes()},
		{"run time: reading a record", decodeCodes()},
		{"run time: computing a record", mapCodes()},
		{"run time: writing a record", writeCodes()},
	}
}

// Codes returns the codes of all groups.
func Codes() []Code {
	var out []Code
	for _, g := range Groups() {
		out = append(out, g.Codes...)
	}
	return out
}

// TitleOf returns the title of a code, and whether there is such a code.
func TitleOf(code string) (string, bool) {
	all := Codes()
	i := slices.IndexFunc(all, func(c Code) bool { return c.Code == code })
	if i < 0 {
		return "", false
	}
	return all[i].Title, true
}

// RunTime reports whether the code is one of a worker: no check gives it.
func (c Code) RunTime() bool { return strings.HasPrefix(c.Code, "R") }
