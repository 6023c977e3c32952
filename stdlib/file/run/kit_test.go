package run

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// reader is a source with the little runtime around it that a test needs.
type reader struct {
	t      *testing.T
	dir    string // of the files
	data   string // of the positions
	source *Source
	host   *connector.Host
}

func newReader(t *testing.T, c SourceConfig) *reader {
	t.Helper()
	r := &reader{t: t, dir: t.TempDir(), data: t.TempDir()}
	r.again(c)
	return r
}

// again makes a source that goes on where the last one stopped.
func (r *reader) again(c SourceConfig) {
	c.Path = filepath.Join(r.dir, c.Path)
	if c.MoveTo != "" {
		c.MoveTo = filepath.Join(r.dir, c.MoveTo)
	}
	r.source = NewSource(c)
	r.host = &connector.Host{
		Positions: positionsIn(r.t, r.data), Log: slog.New(slog.DiscardHandler),
		Ledger: offset.NewLedger(), BatchBytes: 64, BatchRows: 3,
	}
}

func positionsIn(t testing.TB, dir string) offset.Positions {
	t.Helper()
	store, err := offset.OpenStore(dir, "flow.weather.ingest")
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func (r *reader) put(name, text string) {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reader) add(name, text string) {
	r.t.Helper()
	f, err := os.OpenFile(filepath.Join(r.dir, name), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := f.WriteString(text); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reader) names() []string {
	r.t.Helper()
	var all []string
	err := filepath.WalkDir(r.dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(r.dir, path)
			all = append(all, name)
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

func (r *reader) open() {
	r.t.Helper()
	if err := r.source.Open(r.t.Context(), r.host); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reader) close() {
	r.t.Helper()
	if err := r.source.Close(context.Background()); err != nil {
		r.t.Error(err)
	}
}

// step reads once. The values that came are in the rows' own words; done says that
// they count as delivered.
func (r *reader) step(done bool) ([]string, error) {
	r.t.Helper()
	var b record.Batch
	split, err := r.source.Read(r.t.Context(), &b)
	if split == nil || err != nil {
		return nil, err
	}
	u := split.Add(b.Next, b.Epoch)
	if u == nil {
		return nil, nil
	}
	if done {
		u.Done()
	}
	var all []string
	for i := range b.Rows {
		all = append(all, string(b.Bytes(b.Rows[i].Value)))
	}
	return all, nil
}

func (r *reader) commit() {
	r.t.Helper()
	positions := r.host.Ledger.Commits()
	if err := connector.Keep(r.t.Context(), r.source, r.host.Positions, positions); err != nil {
		r.t.Fatal(err)
	}
	r.host.Ledger.Committed(positions)
}

// drain reads to the end, commits after each batch, and closes.
func (r *reader) drain() []string {
	r.t.Helper()
	r.open()
	defer r.close()
	if err := r.source.Drain(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	var all []string
	for {
		got, err := r.step(true)
		if errors.Is(err, connector.ErrDrained) {
			r.commit()
			return all
		}
		if err != nil {
			r.t.Fatal(err)
		}
		all = append(all, got...)
		r.commit()
	}
}

func equal(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("got %d %q\nwant %d %q", len(got), got, len(want), want)
	}
}
