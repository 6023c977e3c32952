package offset

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
)

// ErrDamaged is wrapped by the error of OpenStore for a file that is not whole.
var ErrDamaged = errors.New("the file is damaged")

// Store is [Positions] in a file. It belongs to one source at a time (the worker's lock of
// its data folder sees to that); its methods may be called concurrently.
//
// The file is always whole: each Save writes a new one, syncs it and renames it
// over the old, which stays beside it as `.old`. A Save that fails, on a full
// disk for instance, leaves the last good file in place.
type Store struct {
	path  string // empty for positions in memory alone
	group string

	mu      sync.Mutex
	entries map[key]Entry
	// recovered says that the file was damaged and its `.old` was read.
	recovered bool
}

// storeFile is the file's content: the check is over the bytes of Entries.
type storeFile struct {
	Group   string          `json:"group"`
	Check   string          `json:"crc32c"`
	Entries json.RawMessage `json:"entries"`
}

// OpenStore reads the positions of a group, kept in the folder `offsets` of a
// worker's data folder. There are none when there is no file yet. If the file is
// damaged, the one before it is taken, which means that some records are read
// again; if that is no good either the error wraps ErrDamaged. Without a data folder
// the positions are kept in memory alone.
func OpenStore(dataDir, group string) (*Store, error) {
	if dataDir == "" {
		return &Store{group: group, entries: make(map[key]Entry)}, nil
	}
	dir := filepath.Join(dataDir, "offsets")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("offsets of %s: %w", group, err)
	}
	s := &Store{path: filepath.Join(dir, url.PathEscape(group)+".json"), group: group}
	entries, err := readStore(s.path, group)
	if errors.Is(err, ErrDamaged) || errors.Is(err, fs.ErrNotExist) {
		old, oldErr := readStore(s.path+".old", group)
		switch {
		case oldErr == nil:
			entries, s.recovered, err = old, true, nil
		case errors.Is(err, fs.ErrNotExist) && errors.Is(oldErr, fs.ErrNotExist):
			entries, err = make(map[key]Entry), nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("offsets of %s: %w", group, err)
	}
	s.entries = entries
	return s, nil
}

func readStore(path, group string) (map[key]Entry, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	entries, err := decodeStore(raw, group)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return entries, nil
}

// decodeStore reads the content of a store's file.
func decodeStore(raw []byte, group string) (map[key]Entry, error) {
	var list []Entry
	if err := Unseal(raw, group, &list); err != nil {
		return nil, err
	}
	return merge(make(map[key]Entry, len(list)), list, nil), nil
}

// Merge is entries with those of set and without what is forgotten, in the order of their
// splits.
func Merge(entries, set []Entry, forget []Position) []Entry {
	all := merge(make(map[key]Entry, len(entries)+len(set)), entries, nil)
	return sorted(merge(all, set, forget))
}

// merge puts set into entries, and takes out what is forgotten.
func merge(entries map[key]Entry, set []Entry, forget []Position) map[key]Entry {
	for _, e := range set {
		entries[key{e.Topic, e.Partition}] = e
	}
	for _, p := range forget {
		delete(entries, key{p.Topic, p.Partition})
	}
	return entries
}

// Seal encodes what is kept of a group, so that damage to it is found.
func Seal(group string, entries any) ([]byte, error) {
	list, err := json.Marshal(entries)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(storeFile{Group: group, Check: checksum(list), Entries: list})
	return append(raw, '\n'), err
}

// Unseal is the opposite of Seal. Its error wraps ErrDamaged for what is not whole.
func Unseal(raw []byte, group string, entries any) error {
	var f storeFile
	if err := json.Unmarshal(raw, &f); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if f.Check != checksum(f.Entries) {
		return fmt.Errorf("%w: its checksum differs", ErrDamaged)
	}
	if f.Group != group {
		return fmt.Errorf("it belongs to group %q", f.Group)
	}
	if err := json.Unmarshal(f.Entries, entries); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

func checksum(b []byte) string {
	return strconv.FormatUint(uint64(crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli))), 16)
}

// Recovered reports whether the file was damaged and the one before it was read.
func (s *Store) Recovered() bool { return s.recovered }

// Get returns the entry of a split.
func (s *Store) Get(topic string, partition int32) (Entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.entries[key{topic, partition}]
	return e, ok
}

// Entries returns all entries in the order of their splits.
func (s *Store) Entries() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sorted(s.entries)
}

// Save implements [Positions]. After an error everything is as it was, in memory too.
func (s *Store) Save(_ context.Context, set []Entry, forget ...Position) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := merge(maps.Clone(s.entries), set, forget)
	if err := s.keep(next); err != nil {
		return fmt.Errorf("save offsets of %s: %w", s.group, err)
	}
	s.entries = next
	return nil
}

// keep writes the entries to the file, where there is one.
func (s *Store) keep(entries map[key]Entry) error {
	if s.path == "" {
		return nil
	}
	raw, err := Seal(s.group, sorted(entries)) // in order, so that equal positions give equal bytes
	if err != nil {
		return err
	}
	return replace(s.path, raw, 0o666, keepOld)
}

func sorted(entries map[key]Entry) []Entry {
	list := slices.AppendSeq(make([]Entry, 0, len(entries)), maps.Values(entries))
	slices.SortFunc(list, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
	})
	return list
}

// Replace puts a file with content raw at path, whole or not at all, durably.
func Replace(path string, raw []byte, mode fs.FileMode) error {
	return replace(path, raw, mode, func(string) error { return nil })
}

// replace is Replace that does something with the file that was there before.
func replace(path string, raw []byte, mode fs.FileMode, old func(path string) error) error {
	tmp := path + ".tmp"
	if err := writeSynced(tmp, raw, mode); err != nil {
		// What could not be written is of no use and may be what fills the disk.
		return errors.Join(err, ignoreMissing(os.Remove(tmp)))
	}
	if err := old(path); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func writeSynced(path string, raw []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	if _, err := f.Write(raw); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

// keepOld gives the present file a second name, path.old. Between the two steps there is
// still the file itself, so a crash at any point leaves one that is whole. A file
// system without links has no second name, and no need of it to be correct.
func keepOld(path string) error {
	old := path + ".old"
	if err := ignoreMissing(os.Remove(old)); err != nil {
		return err
	}
	if err := os.Link(path, old); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// syncDir makes a rename durable: without it a power cut may bring the old name
// back.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
