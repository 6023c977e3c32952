package run

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// transaction is what the file sinks of a pipeline write through: a record beside the files
// holds the positions of the source and the lengths of the files in one step. What files
// have beyond it does not count, and is cut off by whoever goes on with them.
//
// Before anything is written to a file the record has it. The record is locked while
// somebody writes, and so is each file: cutting a file keeps nobody out who still writes it.
type transaction struct {
	group string
	log   *slog.Logger
	disk  disk
	at    string // the path of the record
	lock  diskFile
	sinks []*Sink
	kept  kept // what the record says
	// unclear says that the record may say something else, because writing it failed.
	unclear bool
	// torn says that files could not be cut back, which is left to the next start.
	torn bool
}

// Records implements [connector.Recorder]: a file that is emptied at each start is not gone
// on with.
func (s *Sink) Records() bool { return s.config.Mode != modeReplace }

// Transaction implements [connector.Transactor].
func (s *Sink) Transaction(h *connector.SinkHost) connector.Transaction {
	return &transaction{group: h.Group, log: h.Log, disk: s.disk, at: recordPath(s.config, h.Group)}
}

// enlist takes a sink in, whose files are opened when the record was read.
func (t *transaction) enlist(s *Sink) {
	s.tx = t
	t.sinks = append(t.sinks, s)
}

// Name implements [connector.Record].
func (t *transaction) Name() string { return t.kept.Name }

// Take implements [connector.Holder]. Asked again, it goes on with what it has.
func (t *transaction) Take(context.Context) ([]offset.Entry, error) {
	if t.kept.Name == "" {
		if err := t.read(); err != nil {
			return nil, err
		}
	}
	for _, s := range t.sinks {
		if s.config.Path == "" {
			continue
		}
		if _, err := s.output(s.config.Path); err != nil {
			return nil, err
		}
	}
	return t.kept.Entries, nil
}

// read locks the record and brings the files to what it says.
func (t *transaction) read() error {
	if t.lock == nil {
		lock, err := t.disk.open(t.at + ".lock")
		if locked := (*lockedError)(nil); errors.As(err, &locked) {
			return t.sinks[0].waitRecord(t.at, locked)
		}
		if err != nil {
			return explain(t.at, err)
		}
		t.lock = lock
	}
	k, known, err := readRecord(t.disk, t.at, t.group)
	if err != nil {
		return err
	}
	if !known {
		k = newRecord()
	}
	if err := k.cutBack(t.disk); err != nil {
		return err
	}
	k.Files = nil
	return t.save(k)
}

// save makes k what the record says.
func (t *transaction) save(k kept) error {
	if err := k.save(t.disk, t.at, t.group); err != nil {
		t.unclear = true
		return explain(t.at, err)
	}
	t.kept, t.unclear = k, false
	return nil
}

// files are those that are open, as long as length says.
func (t *transaction) files(length func(*output) int64, seq func(*series) (int, *output)) []keptFile {
	var all []keptFile
	for _, s := range t.sinks {
		for _, f := range s.opened() {
			n, o := seq(f)
			all = append(all, keptFile{Path: f.base, Seq: n, Length: length(o)})
		}
	}
	return all
}

// list has the record know all files that are open, before anything of them is written.
func (t *transaction) list() error {
	k := t.kept
	k.Files = t.files(func(o *output) int64 { return o.durable }, (*series).first)
	if err := t.save(k); err != nil {
		return err
	}
	for _, s := range t.sinks {
		for _, o := range s.all() {
			o.listed = true
		}
	}
	return nil
}

// Commit implements [connector.Transaction]: the sinks have made durable what they wrote.
func (t *transaction) Commit(_ context.Context, ends func() (connector.Ends, error)) error {
	e, err := ends()
	if err != nil {
		return err
	}
	k := t.kept
	k.Entries = offset.Merge(k.Entries, e.Set, e.Forget)
	k.Files = t.files(func(o *output) int64 { return o.written }, (*series).last)
	if err := t.save(k); err != nil {
		return err
	}
	for _, s := range t.sinks {
		for _, o := range s.all() {
			o.settle()
		}
		if err := s.tidy(); err != nil { // what it holds is durable
			t.log.Warn("close", "what", "file", "cause", err.Error())
		}
	}
	return nil
}

// Recover implements [connector.Transaction]: the record says again what it said before,
// then the files are cut back to that.
func (t *transaction) Recover(context.Context) (committed bool, err error) {
	if t.unclear {
		if err := t.save(t.kept); err != nil {
			return false, err
		}
	}
	for _, s := range t.sinks {
		err = errors.Join(err, s.rollback())
	}
	return false, mayHeal(err)
}

// Close implements [connector.Transaction]. The sinks are closed: where they have cut their
// files back, none is longer than it is to be.
func (t *transaction) Close(context.Context) error {
	if t.lock == nil {
		return nil
	}
	var err error
	if t.unclear {
		err = t.save(t.kept)
	}
	if err == nil && !t.torn && len(t.kept.Files) > 0 {
		k := t.kept
		k.Files = nil
		err = t.save(k)
	}
	err = errors.Join(err, t.lock.Close())
	t.lock = nil
	return err
}

// former is what a record holds of a life of the pipeline that was exactly once. Nobody
// writes to its files now but this sink, which cuts them back.
func (s *Sink) former() error {
	path := recordPath(s.config, s.host.Group)
	k, known, err := readRecord(s.disk, path, s.host.Group)
	if err != nil || !known {
		return err
	}
	lock, err := s.disk.open(path + ".lock")
	if locked := (*lockedError)(nil); errors.As(err, &locked) {
		return s.waitRecord(path, locked)
	}
	if err != nil {
		return explain(path, err)
	}
	if err := errors.Join(k.cutBack(s.disk), lock.Close()); err != nil {
		return err
	}
	s.left = &k
	return nil
}

// Former implements [connector.Former].
func (s *Sink) Former(context.Context) ([]offset.Entry, func(context.Context) error, error) {
	if s.left == nil {
		return nil, nil, nil
	}
	path := recordPath(s.config, s.host.Group)
	return s.left.Entries, func(context.Context) error {
		if err := s.disk.remove(path); err != nil {
			return fmt.Errorf("forget the record %s: %w", path, err)
		}
		s.left = nil
		return nil
	}, nil
}
