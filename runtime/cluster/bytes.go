package cluster

import (
	"encoding/binary"
	"errors"
	"math"
)

// version stands in front of what members tell each other. A later version may only
// add fields behind those of the one before: who does not know them passes over them.
const version = 1

// mostTasks bounds the tasks of a pipeline: what comes from other workers is not
// believed further.
const mostTasks = 4096

var (
	errVersion = errors.New("a version that this worker does not know")
	errBytes   = errors.New("damaged")
)

// encode returns the bytes of m.
func (m *Member) encode() []byte {
	b := []byte{version}
	b = putText(b, m.Worker)
	b = putText(b, m.Build)
	b = binary.AppendUvarint(b, uint64(len(m.Offers)))
	for _, o := range m.Offers {
		b = putText(b, o.Pipeline)
		b = putNumber(b, o.Tasks)
	}
	b = binary.AppendUvarint(b, uint64(len(m.Claims)))
	for _, c := range m.Claims {
		b = putTask(b, c.Task)
		b = putNumber(b, c.Generation)
	}
	return putNumber(b, m.Round)
}

// decodeMember reads the bytes of a Member.
func decodeMember(b []byte) (m Member, err error) {
	r := reader{b: b}
	r.version()
	m.Worker, m.Build = r.text(), r.text()
	for range r.count(2) {
		m.Offers = append(m.Offers, Offer{r.text(), r.number(mostTasks)})
	}
	for range r.count(4) {
		m.Claims = append(m.Claims, Claim{r.task(), r.number(math.MaxInt32)})
	}
	m.Round = r.number(math.MaxInt32)
	return m, r.err
}

// encode returns the bytes of a.
func (a *Assignment) encode() []byte {
	b := []byte{version}
	b = putText(b, a.Leader)
	for _, list := range [][]Task{a.Given, a.Revoke} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, t := range list {
			b = putTask(b, t)
		}
	}
	return binary.AppendUvarint(b, uint64(a.Seen))
}

// decodeAssignment reads the bytes of an Assignment.
func decodeAssignment(b []byte) (a Assignment, err error) {
	r := reader{b: b}
	r.version()
	a.Leader = r.text()
	for _, list := range []*[]Task{&a.Given, &a.Revoke} {
		for range r.count(3) {
			*list = append(*list, r.task())
		}
	}
	a.Seen = uint32(r.within(math.MaxUint32))
	return a, r.err
}

func putText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func putNumber(b []byte, n int32) []byte { return binary.AppendUvarint(b, uint64(uint32(n))) }

func putTask(b []byte, t Task) []byte {
	return putNumber(putNumber(putText(b, t.Pipeline), t.Index), t.Of)
}

// reader takes bytes apart. After its first error it returns nothing but zeros.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.b = nil
}

func (r *reader) version() {
	if len(r.b) == 0 || r.b[0] == 0 {
		r.fail(errVersion)
		return
	}
	r.b = r.b[1:]
}

func (r *reader) uvarint() uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.fail(errBytes)
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) within(most uint64) uint64 {
	n := r.uvarint()
	if n > most {
		r.fail(errBytes)
		return 0
	}
	return n
}

// number reads one of at most so much, which is never more than an int32 holds.
func (r *reader) number(most uint64) int32 { return int32(r.within(most)) }

// count reads how many things follow, each of at least so many bytes.
func (r *reader) count(least int) int {
	n := r.uvarint()
	if n > uint64(len(r.b)/least) {
		r.fail(errBytes)
		return 0
	}
	return int(n)
}

func (r *reader) text() string {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail(errBytes)
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *reader) task() Task {
	t := Task{r.text(), r.number(mostTasks), r.number(mostTasks)}
	if t.Index >= t.Of {
		r.fail(errBytes)
	}
	return t
}
