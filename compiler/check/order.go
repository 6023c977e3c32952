package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// keepsOrder warns of sinks that keep the last record of a key, where two tasks may
// write records of one key at the same time and nothing says which is newer.
func (w *walk) keepsOrder(tos []*ir.To) {
	if w.p.Tasks < 2 {
		return
	}
	for _, to := range tos {
		if !lastWins(to) || saysNewer(to) {
			continue
		}
		if d, ok := w.mixed(to); ok {
			label(&d, w.settings["tasks"], "written by several tasks")
			w.add(d)
		}
	}
}

// lastWins reports whether a later record replaces an earlier one of its key.
func lastWins(to *ir.To) bool {
	if to.Node.Kind == ir.Topic {
		return keyed(to) && compacts(to.Node)
	}
	return to.Node.Spec.Sink.Value == spec.Rows || optionOf(to, "id") != nil
}

// saysNewer reports whether a field of the record decides which row is newer.
func saysNewer(to *ir.To) bool {
	o := optionOf(to, "write_time")
	return onlyKey(to) || o != nil && o.Record != nil
}

// mixed says why the records of a key may be written in another order than they
// were made in: the partitions that are read are not by key, or the sink lets
// writes overtake each other.
func (w *walk) mixed(to *ir.To) (diag.Diagnostic, bool) {
	d := diag.Diagnostic{
		Code:    "W0707",
		Message: fmt.Sprintf("the last record of a key counts in `%s`, and records of one key may be written in another order", to.Node.Name),
		At:      to.Place(),
	}
	from := w.p.From.Node
	order := optionOf(to, "order_by")
	switch {
	case from.Kind == ir.Topic && from.Key != nil && from.Key.At == from.At:
		label(&d, from.At, "declares no key, so records of one key may be in any partition")
		d.Helps = []string{"declare the key of the topic, where its producer sets one:  key: string as utf8", "or read with one task:  tasks = 1"}
	case order != nil && optionText(order) == "none" && !byOffset(optionOf(to, "write_time")):
		label(&d, order.At, "lets writes overtake each other")
		d.Helps = []string{"keep them in order:  order_by = key", "or let the offset say which is newer:  write_time = offset(since: \"2026-01-01\")"}
	default:
		return d, false
	}
	return d, true
}
