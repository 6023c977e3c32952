package plan

import (
	"reflect"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Family is a family of pipelines that run as one: one reader, one group, one status.
// A batch is of one member's topic, so the member's code is chosen once a batch.
type Family struct {
	Name    string
	Members []*Pipeline
	Group   string
}

// families joins the members of families that read topics of one family, or tables of
// one source of changes, on one connection and by the same options. Others run as pipelines of their own.
func families(p *ir.Program, all []*Pipeline) []*Family {
	var out []*Family
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && all[i].ir().Family != "" && all[j].ir().Family == all[i].ir().Family {
			j++
		}
		if together(all[i:j]) {
			f := &Family{Name: all[i].ir().Family, Members: all[i:j], Group: "flow." + p.Name + "." + all[i].ir().Family}
			f.share()
			out = append(out, f)
		}
		i = j
	}
	return out
}

func (p *Pipeline) ir() *ir.Pipeline { return p.Pipeline }

// together reports whether members can share one reader: they read topics of their own.
func together(members []*Pipeline) bool {
	first := members[0].From
	if members[0].ir().Family == "" || first.Node.Family == "" || first.Node.Kind != ir.Topic && first.Node.Spec.Source.Value != spec.Changes {
		return false
	}
	seen := map[*ir.Node]bool{}
	for _, m := range members {
		n := m.From.Node
		if n.Family != first.Node.Family || n.Connection != first.Node.Connection || seen[n] {
			return false
		}
		if !sameSettings(m.From.Options, first.Options) {
			return false
		}
		seen[n] = true
	}
	return true
}

// share gives the outputs of a family their places: members that write topics of one
// family by the n-th `to` share one producer, others have an output each.
func (f *Family) share() {
	next := 0
	for k := range longest(f.Members) {
		shared := f.sharesSink(k)
		for i, m := range f.Members {
			if k >= len(m.Sinks) {
				continue
			}
			m.Sinks[k].Slot = next
			switch {
			case shared && m.Sinks[k].Node.Family != "":
				m.Sinks[k].Member = i
			case !shared:
				next++
			}
		}
		if shared {
			next++
		}
	}
	for _, m := range f.Members {
		m.Family, m.Group = f, f.Group
	}
}

func longest(members []*Pipeline) int {
	n := 0
	for _, m := range members {
		n = max(n, len(m.Sinks))
	}
	return n
}

// sharesSink reports whether the k-th `to` of all members writes to one place, or to
// topics on one connection: then one producer can write them all.
func (f *Family) sharesSink(k int) bool {
	if k >= len(f.Members[0].Sinks) {
		return false
	}
	first := f.Members[0].Sinks[k]
	for _, m := range f.Members {
		if k >= len(m.Sinks) {
			return false
		}
		s := m.Sinks[k]
		if s.Node == first.Node && s.Node.Spec.Sink.Value == spec.Bytes && sameSettings(s.Options, first.Options) {
			continue // the same place, whoever writes there
		}
		if s.Node.Kind != ir.Topic || s.Node.Family == "" || s.Node.Family != first.Node.Family || s.Node.Connection != first.Node.Connection {
			return false
		}
		if !sameSettings(s.Options, first.Options) || s.Options["name"] != nil {
			return false
		}
	}
	return true
}

// Slots are the outputs of the family, each with the `to`s that write there: several
// where members share a producer.
func (f *Family) Slots() [][]*Sink {
	var out [][]*Sink
	for _, m := range f.Members {
		for _, s := range m.Sinks {
			for len(out) <= s.Slot {
				out = append(out, nil)
			}
			out[s.Slot] = append(out[s.Slot], s)
		}
	}
	return out
}

// sameSettings reports whether options were given alike: by the same text.
func sameSettings(a, b ir.Options) bool {
	if len(a) != len(b) {
		return false
	}
	for name, x := range a {
		y := b[name]
		if y == nil || x.At != y.At || !sameValue(x.Value, y.Value) {
			return false
		}
	}
	return true
}

func sameValue(a, b ir.Expr) bool {
	x, okX := a.(*ir.Const)
	y, okY := b.(*ir.Const)
	return okX == okY && (!okX || reflect.DeepEqual(x.Value, y.Value))
}
