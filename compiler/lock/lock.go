// Package lock reads and writes flow.lock, which pins the outside schemas of a
// project: a line for each file, with the hash of its text and where it was
// pulled from.
//
//	flow.lock 1
//	schemas/order.avsc sha256:9f86… version 7 under backward from sr(subject: "orders-value")
//	weather.cql sha256:60303a…
//
// A schema of a registry has its version there and, where it is an import's own, the
// compatibility that a further version must keep.
//
// Paths have slashes and are relative to the folder of flow.lock. Lines are sorted
// by path, so that a difference between two versions is a list of facts.
package lock

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Name is the file's name; it stands beside the .flow files of a project.
const Name = "flow.lock"

// header is the first line; its number is the version of the format.
const header = "flow.lock 1"

// maxSize is the largest flow.lock that is read, in bytes.
const maxSize = 4 << 20

// File is what a flow.lock holds.
type File struct{ Pins []Pin }

// Pin is a pinned file.
type Pin struct {
	Path    string
	Hash    string // sha256:…
	Version int    // in the system it was pulled from; 0 without
	Level   string // backward, full_transitive …; empty without
	From    string // its origin as written, `sr(subject: "orders-value")`; empty without
}

// Hash is the hash of a schema's text. Line ends count as one character, so that a
// checkout on another system has the same.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(strings.ReplaceAll(text, "\r\n", "\n")))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Pin returns the pin of a path, nil without.
func (f *File) Pin(path string) *Pin {
	for i := range f.Pins {
		if f.Pins[i].Path == path {
			return &f.Pins[i]
		}
	}
	return nil
}

// BadLine is a line of flow.lock that cannot be read.
type BadLine struct {
	Line int // from 1
	Why  string
}

func (e *BadLine) Error() string { return fmt.Sprintf("%s:%d: %s", Name, e.Line, e.Why) }

// Parse reads a flow.lock. The error is a *BadLine.
func Parse(text string) (*File, error) {
	if len(text) > maxSize {
		return nil, &BadLine{1, "larger than 4 MiB"}
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if lines[0] != header {
		return nil, &BadLine{1, fmt.Sprintf("the first line is not %q", header)}
	}
	f := &File{}
	seen := map[string]bool{}
	for i, line := range lines[1:] {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pin, err := parsePin(line)
		if err == nil && seen[pin.Path] {
			err = fmt.Errorf("%s stands twice", pin.Path)
		}
		if err != nil {
			return nil, &BadLine{i + 2, err.Error()}
		}
		seen[pin.Path] = true
		f.Pins = append(f.Pins, pin)
	}
	return f, nil
}

var errPin = errors.New("not a path, its hash, and where it is from")

func parsePin(line string) (Pin, error) {
	var p Pin
	var path, rest string
	if strings.HasPrefix(line, `"`) {
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			return p, errPin
		}
		if path, err = strconv.Unquote(quoted); err != nil {
			return p, errPin
		}
		rest, _ = strings.CutPrefix(line[len(quoted):], " ")
	} else {
		path, rest, _ = strings.Cut(line, " ")
	}
	p.Path = path
	var origin string
	p.Hash, origin, _ = strings.Cut(rest, " ")
	digest, ok := strings.CutPrefix(p.Hash, "sha256:")
	if sum, err := hex.DecodeString(digest); !ok || err != nil || len(sum) != sha256.Size || p.Path == "" {
		return p, errPin
	}
	return p, p.facts(origin)
}

// facts reads what may stand behind the hash, in this order: `version 7`, `under
// backward`, `from sr(…)`.
func (p *Pin) facts(text string) error {
	if rest, ok := strings.CutPrefix(text, "version "); ok {
		var number string
		number, text, _ = strings.Cut(rest, " ")
		n, err := strconv.ParseInt(number, 10, 32)
		if err != nil || n < 1 {
			return errPin
		}
		p.Version = int(n)
	}
	if rest, ok := strings.CutPrefix(text, "under "); ok {
		if p.Level, text, _ = strings.Cut(rest, " "); p.Level == "" {
			return errPin
		}
	}
	if text == "" {
		return nil
	}
	from, ok := strings.CutPrefix(text, "from ")
	if p.From = oneLine(from); !ok || p.From == "" {
		return errPin
	}
	return nil
}

// String is the file's text, sorted by path.
func (f *File) String() string {
	pins := slices.Clone(f.Pins)
	slices.SortFunc(pins, func(a, b Pin) int { return strings.Compare(a.Path, b.Path) })
	var b strings.Builder
	b.WriteString(header + "\n")
	for _, p := range pins {
		path := p.Path
		if path == "" || strings.ContainsAny(path, " \t\r\n\"#") || strconv.Quote(path) != `"`+path+`"` {
			path = strconv.Quote(path)
		}
		b.WriteString(path + " " + p.Hash)
		if p.Version != 0 {
			fmt.Fprintf(&b, " version %d", p.Version)
		}
		if p.Level != "" {
			b.WriteString(" under " + p.Level)
		}
		if p.From != "" {
			b.WriteString(" from " + oneLine(p.From))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// oneLine is an origin with single blanks for white space.
func oneLine(origin string) string { return strings.Join(strings.Fields(origin), " ") }
