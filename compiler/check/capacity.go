package check

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// checkCapacity checks numbers of a pipeline against those of what it reads and
// writes.
func (w *walk) checkCapacity() {
	if w.p.From == nil {
		return
	}
	w.enoughPartitions()
	for _, to := range tosOf(w.p.Stages) {
		w.recordsFit(to)
	}
}

// enoughPartitions warns of tasks that would have nothing to do: a partition is read by
// one task.
func (w *walk) enoughPartitions() {
	o := w.p.From.Node.Options["partitions"]
	n, ok := constInt(o)
	if !ok || int64(w.p.Tasks) <= n {
		return
	}
	d := diag.Diagnostic{
		Code:    "W0804",
		Message: fmt.Sprintf("%d tasks read %d %s, so %d of them have nothing to do", w.p.Tasks, n, plural(int(n), "partition", "partitions"), int64(w.p.Tasks)-n),
		At:      w.settings["tasks"],
		Helps:   []string{"a partition is read by one task, as its order would be lost otherwise; a topic gets more partitions, never fewer"},
	}
	label(&d, o.At, "the partitions of `"+w.p.From.Node.Title()+"`")
	w.add(d)
}

// defaultMaxRecord is the largest record that a topic's sink produces unless it is
// told otherwise.
const defaultMaxRecord = 1 << 20

// recordsFit reports records that the sink would produce and the broker refuse.
func (w *walk) recordsFit(to *ir.To) {
	if to.Node.Kind != ir.Topic {
		return
	}
	limit, at := topicSetting(to.Node, "max.message.bytes")
	if at.IsZero() {
		return
	}
	most, o := int64(defaultMaxRecord), optionOf(to, "max_record")
	if o != nil {
		n, ok := constInt(o)
		if !ok {
			return
		}
		most = n
	}
	if most <= limit || w.told[at] {
		return
	}
	w.told[at] = true
	d := diag.Diagnostic{
		Code:    "E0807",
		Message: fmt.Sprintf("records of up to %d bytes are written, and `%s` takes %d", most, to.Node.Title(), limit),
		At:      at,
		Helps:   []string{fmt.Sprintf("let both be the same:  max_record = %d, or a larger max.message.bytes", limit)},
	}
	if o != nil {
		d.At = o.At
		label(&d, at, "the broker refuses larger ones")
		d.Helps = []string{"raise max.message.bytes of the topic, or write smaller records"}
	} else {
		d.Here = "without max_record it is 1MiB"
	}
	w.add(d)
}

// topicSetting is a number among the settings that a topic is created with; at is
// zero without.
func topicSetting(n *ir.Node, name string) (value int64, at diag.Span) {
	o := n.Options["settings"]
	if o == nil {
		return 0, diag.Span{}
	}
	list, ok := o.Value.(*ir.MakeList)
	if !ok {
		return 0, diag.Span{}
	}
	for _, x := range list.Items {
		key, text, _ := strings.Cut(constText(x), "=")
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && key == name {
			value, at = n, x.Place()
		}
	}
	return value, at
}

// tableOptions reports options of a sink that its table does not allow. Counters
// are added up: they have neither a write time nor an end.
func (b *nodeBuilder) tableOptions(table *types.RecordType) {
	if !table.Table.Counters {
		return
	}
	for _, name := range []string{"ttl", "write_time"} {
		o := b.node.Options[name]
		if o == nil {
			continue
		}
		d := diag.Diagnostic{
			Code:    "E0810",
			Message: fmt.Sprintf("%s has counters, which take no `%s`", table.Name, name),
			At:      o.At,
			Helps:   []string{"leave the option out"},
		}
		label(&d, table.Table.At, "the table")
		b.add(d)
	}
}
