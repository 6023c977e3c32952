package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// SourceConfig is a pattern of files to read.
type SourceConfig struct {
	Path   string // the pattern
	Format Format
	// Container makes what reads files that hold their records in blocks, which no Format
	// cuts; nil for others.
	Container func() Container
	// After is what becomes of a file that was delivered: keep, delete or move;
	// empty is keep.
	After  string
	MoveTo string // the folder of move
	// MaxRecord is the largest record, of a Container the largest block, in bytes; 0 is
	// 1 MiB.
	MaxRecord int
	// Lines says that rows carry the line that they begin on, in Input.
	Lines bool
}

// Format says where records of a file end.
type Format struct {
	// CSV says that line ends inside quotes do not end a record. Delimiter and Quote
	// are as in [record.CSVCut].
	CSV              bool
	Delimiter, Quote byte
	// Header says that the first record names the columns: it is the Head of each
	// batch, and no row.
	Header bool
	// Blank says that an empty line is a record; else it is passed over.
	Blank bool
}

const (
	defaultMaxRecord = 1 << 20
	// scanEvery is how often the pattern is looked at anew. It is also how long a
	// last line without a line end must stand still until it counts as a record.
	scanEvery = time.Second
	// idle is after how long Read returns with nothing.
	idle = 50 * time.Millisecond
)

// Source reads the files that a pattern matches, in the order of their names. A
// file is a split; its offsets are places in bytes, or those of its Container.
//
// What is read is read at an offset, into the batch itself, and cut there; what is
// behind the last whole record is read again the next time. So a file has no state
// but its position, and going on in the middle is nothing special.
type Source struct {
	config SourceConfig
	host   *connector.Host

	// The reader's own: the file that is open, and how much to read at a time.
	open     *os.File
	openPath string
	// container is nil where a Format cuts the files.
	container Container
	opened    bool // the Container has read the head of the file that is open
	readSize  int

	// finishing is held while files are moved away, so that two do not.
	finishing sync.Mutex

	mu        sync.Mutex
	positions offset.Positions // nil before Open
	sync.Mutex
	files   map[string]*file
	order   []string // paths of files, sorted
	scanned time.Time
	drain   bool
	// forget are the paths of files whose entries are of files that are gone.
	forget map[string]bool
}

// NewSource returns a source that has not looked for files yet.
func NewSource(c SourceConfig) *Source {
	if c.MaxRecord == 0 {
		c.MaxRecord = defaultMaxRecord
	}
	s := &Source{config: c, files: make(map[string]*file), forget: make(map[string]bool)}
	if c.Container != nil {
		s.container = c.Container()
	}
	return s
}

// Open reads the positions of former runs.
func (s *Source) Open(_ context.Context, h *connector.Host) error {
	s.host, s.readSize = h, max(1, h.BatchBytes)
	if err := s.validate(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.positions = h.Positions
	return s.scan()
}

func (s *Source) validate() error {
	if _, err := filepath.Match(s.config.Path, ""); err != nil {
		return fmt.Errorf("path %q: %w", s.config.Path, err)
	}
	switch s.config.After {
	case "", "keep", "delete":
		return nil
	case "move":
	default:
		return fmt.Errorf("after %q: it is keep, delete or move", s.config.After)
	}
	// A file that is moved to where the pattern finds it would be read for ever.
	back, err := filepath.Match(filepath.Dir(s.config.Path), filepath.Clean(s.config.MoveTo))
	if err != nil || back {
		return fmt.Errorf("move(%q): the pattern %q finds files there again", s.config.MoveTo, s.config.Path)
	}
	return nil
}

// Read implements [connector.Source].
func (s *Source) Read(ctx context.Context, b *record.Batch) (*offset.Split, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, err := s.pick(ctx)
		if err != nil {
			return nil, err
		}
		if f == nil {
			return nil, connector.Pause(ctx, idle)
		}
		split, err := s.read(f, b)
		if split != nil || err != nil {
			return split, err
		}
	}
}

// Splits implements [connector.Splitter]: files come and go, so one task has all.
func (s *Source) Splits() int { return 1 }

// Drain implements [connector.Source]: the files that match now are read, each to
// its end.
func (s *Source) Drain(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.scan(); err != nil {
		return err
	}
	if len(s.order) == 0 {
		return s.noInput()
	}
	s.drain = true
	return nil
}

// noInput says why no file matches: looking for them passes over folders that
// cannot be read.
func (s *Source) noInput() error {
	folder := filepath.Dir(s.config.Path)
	for strings.ContainsAny(folder, `*?[\`) {
		folder = filepath.Dir(folder)
	}
	if _, err := os.ReadDir(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look for %q: %w", s.config.Path, err)
	}
	dir, err := os.Getwd()
	if err != nil {
		dir = "the working directory"
	}
	return fmt.Errorf("%w: no file matches %q, looked for in %s", connector.ErrNoInput, s.config.Path, dir)
}

// Left implements [connector.Progress].
func (s *Source) Left() (int64, string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var left int64
	for _, f := range s.files {
		left += max(0, f.size-s.byteOf(f.next))
	}
	return left, "bytes", true
}

// Place implements [connector.Placer]: it counts the lines of the file up to the
// record, or the records of a container, and falls back to the offset when the file is not there any more.
func (s *Source) Place(path string, _ int32, at int64) string {
	line, err := s.lineAt(path, at)
	if err != nil {
		return fmt.Sprintf("%s offset %d", path, at)
	}
	return fmt.Sprintf("%s:%d", path, line)
}

func (s *Source) lineAt(path string, at int64) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	return s.number(f, at)
}

// Close ends the splits.
func (s *Source) Close(ctx context.Context) error {
	var err error
	if s.positions != nil {
		err = errors.Join(s.finish(ctx), s.forgetGone(ctx))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for path, f := range s.files {
		f.split.Close()
		delete(s.files, path)
	}
	return errors.Join(err, s.closeOpen())
}

func (s *Source) closeOpen() error {
	if s.open == nil {
		return nil
	}
	err := s.open.Close()
	s.open, s.openPath = nil, ""
	return err
}
