package build

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/codegen"
)

// offline is what the Go tool says of a module that it may not fetch.
const offline = "module lookup disabled by GOPROXY=off"

// explain makes a sentence of what the Go tool said. A complaint about generated code
// is a bug of flowc's: it is shown with the line of the .flow file that the code came from.
func explain(said string, err error, files []codegen.File) error {
	var lines []string
	for line := range strings.Lines(said) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "go: downloading ") {
			lines = append(lines, line)
		}
	}
	for _, line := range lines {
		switch {
		case strings.Contains(line, "no space left on device"):
			return fmt.Errorf("go build: the disk is full: %s", line)
		case strings.Contains(line, "signal: killed"):
			return errors.New("go build: the compiler was killed, most likely for want of memory")
		case strings.Contains(line, offline):
			return errors.New("go build: a Go module is not in the module cache, and GOPROXY=off forbids to fetch it")
		case strings.Contains(line, `: Get "`):
			return fmt.Errorf("go build: a Go module is not in the module cache and cannot be fetched: %s", withoutPlace(line))
		}
		if name, num, text, ok := complaint(line, files); ok {
			if copied(name, files) {
				return &SourceError{At: fmt.Sprintf("%s:%d", path.Base(name), num), Text: text}
			}
			return internal(files, name, num, text)
		}
	}
	return fmt.Errorf("go build: %w\n%s", err, strings.Join(lines, "\n"))
}

// withoutPlace cuts `../x.go:16:2: ` off, the import that a module is needed for.
func withoutPlace(line string) string {
	if _, rest, ok := strings.Cut(line, ".go:"); ok {
		if _, rest, ok := strings.Cut(rest, ": "); ok {
			return rest
		}
	}
	return line
}

// firstLine returns the first line with a prefix, or nothing of nothing.
func firstLine(prefix, said string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	if line == "" {
		return ""
	}
	return prefix + strings.TrimSpace(line)
}

// complaint takes a line `weather/pipeline_load.go:12:4: text` apart, where it is
// about one of files.
func complaint(line string, files []codegen.File) (name string, num int, text string, ok bool) {
	parts := strings.SplitN(strings.TrimPrefix(line, "./"), ":", 4)
	if len(parts) != 4 || !slices.ContainsFunc(files, func(f codegen.File) bool { return f.Name == parts[0] }) {
		return "", 0, "", false
	}
	num, err := strconv.Atoi(parts[1])
	return parts[0], num, strings.TrimSpace(parts[3]), err == nil
}

// copied reports whether a file is of an imported Go package.
func copied(name string, files []codegen.File) bool {
	return slices.ContainsFunc(files, func(f codegen.File) bool { return f.Name == name && f.Copied })
}

// SourceError says that an imported Go package does not compile.
type SourceError struct {
	At   string // enrich.go:34
	Text string // the Go compiler's words
}

func (e *SourceError) Error() string {
	return fmt.Sprintf("%s: the imported Go package does not compile: %s", e.At, e.Text)
}

func internal(files []codegen.File, name string, num int, text string) error {
	at := codegen.Origin(files, name, num)
	if at == "" {
		at = "unknown place"
	}
	return &InternalError{At: at, Go: fmt.Sprintf("%s:%d", name, num), Text: text}
}

// InternalError says that flowc generated Go that does not compile.
type InternalError struct {
	At   string // load.flow:12
	Go   string // weather/pipeline_load.go:34
	Text string // the Go compiler's words
}

func (e *InternalError) Error() string {
	return fmt.Sprintf("%s: internal error: flowc made Go code from this that does not compile (%s: %s); please report it with the .flow file", e.At, e.Go, e.Text)
}
