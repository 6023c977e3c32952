package run

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// errCrash is what every call to a disk returns from the crash on.
var errCrash = errors.New("the process is dead")

// crashDisk is a disk of files in memory. The call of one number fails: with an error, or
// with the end of the process, which may have done its work, a part of it, or nothing.
type crashDisk struct {
	files map[string]*crashFile
	rng   *rand.Rand
	calls int
	at    int   // number of the call, from 1; 0: none
	err   error // nil: a crash
	then  int   // so many calls behind the error there is a crash; 0: none
	dead  bool
	opens map[string]bool
}

type crashFile struct {
	data   []byte
	synced int // that many bytes outlive a power cut
}

func newCrashDisk(seed uint64) *crashDisk {
	return &crashDisk{files: map[string]*crashFile{}, opens: map[string]bool{}, rng: rand.New(rand.NewPCG(seed, 1))}
}

// step is called before each call does its work; half says that it does a part of it.
func (d *crashDisk) step() (half bool, err error) {
	if d.dead {
		return false, errCrash
	}
	d.calls++
	if d.calls != d.at {
		return false, nil
	}
	if err := d.err; err != nil {
		if d.then > 0 {
			d.at, d.err = d.calls+d.then, nil
		}
		return d.rng.IntN(2) == 0, err
	}
	d.dead = true
	return d.rng.IntN(2) == 0, errCrash
}

// again is the disk after a crash: with the power gone, what was not synced is torn.
func (d *crashDisk) again(power bool) {
	for _, f := range d.files {
		if power && f.synced < len(f.data) {
			f.data = f.data[:f.synced+d.rng.IntN(len(f.data)-f.synced+1)]
		}
		f.synced = len(f.data)
	}
	d.calls, d.at, d.dead = 0, 0, false
	clear(d.opens)
}

func (d *crashDisk) open(path string) (diskFile, error) {
	half, err := d.step()
	if err != nil && !half {
		return nil, err
	}
	if d.opens[path] {
		return nil, fmt.Errorf("%s is open already", path)
	}
	if d.files[path] == nil {
		d.files[path] = &crashFile{}
	}
	if err != nil {
		return nil, err
	}
	d.opens[path] = true
	return &openFile{d: d, path: path, f: d.files[path]}, nil
}

func (d *crashDisk) keep(path string, b []byte) error {
	return fmt.Errorf("%s is torn: %q", path, b) // the record says where files end
}

func (d *crashDisk) last(path string) (most int, err error) {
	if _, err := d.step(); err != nil {
		return 0, err
	}
	for name := range d.files {
		if rest, ok := strings.CutPrefix(name, path+"."); ok {
			if n, err := strconv.Atoi(rest); err == nil {
				most = max(most, n)
			}
		}
	}
	return most, nil
}

func (d *crashDisk) remove(path string) error {
	half, err := d.step()
	if err == nil || half {
		delete(d.files, path)
	}
	return err
}

func (d *crashDisk) has(path string) (bool, error) {
	_, err := d.step()
	return d.files[path] != nil, err
}

func (d *crashDisk) read(path string) ([]byte, error) {
	if _, err := d.step(); err != nil {
		return nil, err
	}
	if f := d.files[path]; f != nil {
		return bytes.Clone(f.data), nil
	}
	return nil, nil
}

func (d *crashDisk) replace(path string, b []byte) error {
	half, err := d.step()
	if err == nil || half {
		d.files[path] = &crashFile{data: bytes.Clone(b), synced: len(b)}
	}
	return err
}

// openFile is an open file of a crashDisk.
type openFile struct {
	d    *crashDisk
	path string
	f    *crashFile
}

func (o *openFile) Write(b []byte) (int, error) {
	half, err := o.d.step()
	if err != nil {
		if half {
			o.f.data = append(o.f.data, b[:o.d.rng.IntN(len(b)+1)]...)
		}
		return 0, err
	}
	o.f.data = append(o.f.data, b...)
	return len(b), nil
}

func (o *openFile) ReadAt(b []byte, at int64) (int, error) {
	return bytes.NewReader(o.f.data).ReadAt(b, at)
}

func (o *openFile) Size() (int64, error) { return int64(len(o.f.data)), nil }

func (o *openFile) Truncate(n int64) error {
	half, err := o.d.step()
	if err == nil || half {
		o.f.data = o.f.data[:n]
		o.f.synced = min(o.f.synced, int(n))
	}
	return err
}

func (o *openFile) Sync() error {
	half, err := o.d.step()
	if err == nil || half {
		o.f.synced = len(o.f.data)
	}
	return err
}

func (o *openFile) Close() error {
	delete(o.d.opens, o.path)
	return nil
}

// listed are the files that are left, but for records and their locks.
func (d *crashDisk) listed() map[string]string {
	all := map[string]string{}
	for path, f := range d.files {
		if !strings.Contains(path, recordFolder) {
			all[path] = string(f.data)
		}
	}
	return all
}

// same checks that two disks hold the same.
func same(t *testing.T, when string, got, want map[string]string) {
	t.Helper()
	names := slices.Sorted(maps.Keys(got))
	if w := slices.Sorted(maps.Keys(want)); !slices.Equal(names, w) {
		t.Fatalf("%s: there are %q, want %q", when, names, w)
	}
	for _, n := range names {
		if got[n] != want[n] {
			t.Fatalf("%s: %s is\n%.400q\nwant\n%.400q", when, n, got[n], want[n])
		}
	}
}
