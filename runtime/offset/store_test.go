package offset

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func mustOpen(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := OpenStore(dir, "flow.weather.ingest")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustSave(t *testing.T, s *Store, set []Entry, forget ...Position) {
	t.Helper()
	if err := s.Save(t.Context(), set, forget...); err != nil {
		t.Fatal(err)
	}
}

func TestStoreKeepsOverARestart(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	mustSave(t, s, []Entry{{Topic: "in/b.csv", Next: 7, Mark: "x"}, {Topic: "in/a.csv", Next: 120}})
	mustSave(t, s, []Entry{{Topic: "in/a.csv", Next: 240}, {Topic: "gen", Partition: 3, Next: 1}}, Position{Topic: "in/b.csv"})
	want := []Entry{{Topic: "gen", Partition: 3, Next: 1}, {Topic: "in/a.csv", Next: 240}}
	s = mustOpen(t, dir)
	if got := s.Entries(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, ok := s.Get("in/b.csv", 0); ok {
		t.Error("in/b.csv is not forgotten")
	}
	if e, ok := s.Get("gen", 3); !ok || e.Next != 1 {
		t.Errorf("gen[3] is %v, %v", e, ok)
	}
	if s.Recovered() {
		t.Error("a whole file counts as recovered")
	}
}

// TestStoreInMemory has no folder: it keeps positions, but not over a restart, and
// leaves no file.
func TestStoreInMemory(t *testing.T) {
	t.Chdir(t.TempDir())
	s := mustOpen(t, "")
	mustSave(t, s, []Entry{{Topic: "a.csv", Next: 7}, {Topic: "b.csv", Next: 1}})
	mustSave(t, s, []Entry{{Topic: "a.csv", Next: 9}}, Position{Topic: "b.csv"})
	if got, want := s.Entries(), []Entry{{Topic: "a.csv", Next: 9}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := mustOpen(t, "").Entries(); len(got) != 0 {
		t.Errorf("another store has %v", got)
	}
	if left, err := os.ReadDir("."); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestStoreOfGroupsWithOddNames(t *testing.T) {
	dir := t.TempDir()
	for i, group := range []string{"a/b", "a b", "..", "ä%2F", "a"} {
		s, err := OpenStore(dir, group)
		if err != nil {
			t.Fatal(err)
		}
		mustSave(t, s, []Entry{{Topic: group, Next: int64(i)}})
	}
	s, err := OpenStore(dir, "a/b")
	if err != nil || len(s.Entries()) != 1 {
		t.Errorf("groups share a file: %v, %v", s.Entries(), err)
	}
	if outside, _ := filepath.Glob(filepath.Join(dir, "*.json")); len(outside) > 0 {
		t.Errorf("written outside of its folder: %v", outside)
	}
}

// Whatever is torn off the file, and whichever bit of it is turned, the state
// before comes back: some records come again, none is lost.
func TestStoreSurvivesDamage(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	before, after := []Entry{{Topic: "t", Next: 10}}, []Entry{{Topic: "t", Next: 20}}
	mustSave(t, s, before)
	mustSave(t, s, after)
	path := s.path
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, i int, raw []byte) {
		t.Helper()
		if err := os.WriteFile(path, raw, 0o644); err != nil {
			t.Fatal(err)
		}
		s := mustOpen(t, dir)
		switch got := s.Entries(); {
		case slices.Equal(got, after) && !s.Recovered(): // only what does not matter was hurt
		case slices.Equal(got, before) && s.Recovered():
		default:
			t.Fatalf("%s at %d: got %v, recovered %v", what, i, got, s.Recovered())
		}
	}
	for n := range whole {
		check("torn", n, whole[:n])
		for bit := range 8 {
			hurt := slices.Clone(whole)
			hurt[n] ^= 1 << bit
			if strings.Contains(string(hurt), `"group":"flow.weather.ingest"`) {
				check("bit turned", n, hurt)
			}
		}
	}
	if err := os.Remove(path); err != nil { // a rename that the disk forgot
		t.Fatal(err)
	}
	if s := mustOpen(t, dir); !s.Recovered() || !slices.Equal(s.Entries(), before) {
		t.Errorf("without the file: %v", s.Entries())
	}
}

func TestStoreDamagedTwiceIsAnError(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	mustSave(t, s, []Entry{{Topic: "t", Next: 10}})
	for _, path := range []string{s.path, s.path + ".old"} {
		if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := OpenStore(dir, s.group); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), s.path) {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

func TestStoreOfAnotherGroupIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	mustSave(t, s, []Entry{{Topic: "t", Next: 10}})
	if err := os.Rename(s.path, filepath.Join(dir, "offsets", "other.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenStore(dir, "other"); err == nil || !strings.Contains(err.Error(), `belongs to group "flow.weather.ingest"`) {
		t.Errorf("got %v", err)
	}
}

// A save that fails changes nothing, in the file and in memory. A folder in the
// place of the temporary file stands for a disk that is full.
func TestStoreKeepsTheLastGoodFile(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	good := []Entry{{Topic: "t", Next: 10}}
	mustSave(t, s, good)
	block := filepath.Join(s.path+".tmp", "x")
	if err := os.MkdirAll(block, 0o755); err != nil {
		t.Fatal(err)
	}
	err := s.Save(t.Context(), []Entry{{Topic: "t", Next: 20}})
	if err == nil || !strings.Contains(err.Error(), "save offsets of flow.weather.ingest") {
		t.Fatalf("got %v", err)
	}
	if got := s.Entries(); !slices.Equal(got, good) {
		t.Errorf("in memory: %v", got)
	}
	if got := mustOpen(t, dir).Entries(); !slices.Equal(got, good) {
		t.Errorf("in the file: %v", got)
	}
	if err := os.RemoveAll(s.path + ".tmp"); err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, []Entry{{Topic: "t", Next: 30}})
	if got, _ := mustOpen(t, dir).Get("t", 0); got.Next != 30 {
		t.Errorf("after the disk has room again: %v", got)
	}
}

func TestWriteToAFullDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	if err := writeSynced("/dev/full", []byte("x"), 0o666); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("got %v, want no space left", err)
	}
}

func FuzzStore(f *testing.F) {
	good, err := Seal("g", []Entry{{Topic: "t", Partition: 1, Next: 5, Mark: "m"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"group":"g","crc32c":"0","entries":null}`))
	f.Add([]byte(`{"group":"g"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		entries, err := decodeStore(raw, "g")
		if err != nil {
			return
		}
		again, err := Seal("g", sorted(entries))
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeStore(again, "g")
		if err != nil || !slices.Equal(sorted(back), sorted(entries)) {
			t.Fatalf("%v is read back as %v (%v)", entries, back, err)
		}
	})
}
