package cluster

import (
	"reflect"
	"testing"
)

var sampleMember = Member{
	Worker: "0123456789abcdef", Build: "a1b2c3d",
	Offers: []Offer{{"made", 8}, {"files", 1}},
	Claims: []Claim{{Task{"made", 3, 8}, 41}, {Task{"files", 0, 1}, 0}}, Round: 7,
}

var sampleAssignment = Assignment{Leader: "w1", Given: []Task{{"made", 3, 8}}, Revoke: []Task{{"files", 0, 1}, {"made", 7, 8}}, Seen: 1 << 31}

// TestBytes: what is written is read again, also when a later version has added
// something, and cut off anywhere it is refused.
func TestBytes(t *testing.T) {
	for _, more := range [][]byte{nil, {9, 9, 9}} {
		if got, err := decodeMember(append(sampleMember.encode(), more...)); err != nil || !reflect.DeepEqual(got, sampleMember) {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err := decodeAssignment(append(sampleAssignment.encode(), more...)); err != nil || !reflect.DeepEqual(got, sampleAssignment) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	for b := sampleMember.encode(); len(b) > 0; {
		b = b[:len(b)-1]
		if got, err := decodeMember(b); err == nil {
			t.Errorf("%d bytes of it are taken for %+v", len(b), got)
		}
	}
	for b := sampleAssignment.encode(); len(b) > 0; {
		b = b[:len(b)-1]
		if got, err := decodeAssignment(b); err == nil {
			t.Errorf("%d bytes of it are taken for %+v", len(b), got)
		}
	}
}

// FuzzMember: what is read is written as it was read, and a leader can work with it.
func FuzzMember(f *testing.F) {
	f.Add(sampleMember.encode())
	f.Add([]byte{1, 0, 0, 1, 1, 'a', 200, 78, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decodeMember(b)
		if err != nil {
			return
		}
		if got, err := decodeMember(m.encode()); err != nil || !reflect.DeepEqual(got, m) {
			t.Fatalf("%+v is read again as %+v, %v", m, got, err)
		}
		if len(m.Offers) > 3 {
			return // a member may offer much, but that takes its time
		}
		members := map[string]Member{"a": m, "b": sampleMember}
		if err := judge(members, Assign(members)); err != nil {
			t.Fatalf("%+v: %v", m, err)
		}
	})
}

// FuzzAssignment: what is read is written as it was read.
func FuzzAssignment(f *testing.F) {
	f.Add(sampleAssignment.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := decodeAssignment(b)
		if err != nil {
			return
		}
		if got, err := decodeAssignment(a.encode()); err != nil || !reflect.DeepEqual(got, a) {
			t.Fatalf("%+v is read again as %+v, %v", a, got, err)
		}
	})
}
