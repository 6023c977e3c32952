package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// proof is a link of the chain from source to sink: the level that it can be part of, and
// why that is not more.
type proof struct {
	can   spec.Level // what its protocol allows
	does  spec.Level // what its driver reaches in this version
	why   string
	where diag.Span
}

// prove derives the best delivery level of a pipeline, and refuses a claim above
// it.
func (w *walk) prove() {
	p := w.p
	if p.From == nil {
		return
	}
	chain := []proof{w.sourceProof()}
	for _, to := range tosOf(p.Stages) {
		chain = append(chain, w.sinkProof(to))
	}
	can, does := spec.ExactlyOnce, spec.ExactlyOnce
	for _, l := range chain {
		can, does = min(can, l.can), min(does, l.does)
	}
	p.Level, p.Why = does, reasons(chain, does)
	w.checkClaim(chain, can, does)
}

// reasons says why the level is what it is: because of the sinks, or, where each
// of them could do more, of the source.
func reasons(chain []proof, level spec.Level) []string {
	var out []string
	for _, l := range chain[1:] {
		if l.does == level && l.why != "" {
			out = append(out, l.why)
		}
	}
	if len(out) == 0 && chain[0].why != "" {
		out = append(out, chain[0].why)
	}
	return out
}

func (w *walk) checkClaim(chain []proof, can, does spec.Level) {
	p := w.p
	switch {
	case p.Claim == 0:
	case p.Claim == spec.AtMostOnce:
		w.waits(p.ClaimAt, "delivery at most once (commit before delivery)")
	case p.Claim > can && !w.claimTold:
		d := diag.Diagnostic{
			Code:    "E0701",
			Message: fmt.Sprintf("%s cannot be promised here: the best is %s", p.Claim, can),
			At:      p.ClaimAt,
		}
		for _, l := range chain {
			if l.can < p.Claim {
				label(&d, l.where, fmt.Sprintf("%s, because of %s", l.can, l.why))
			}
		}
		w.add(d)
	case p.Claim > does && p.Claim <= can:
		w.waits(p.ClaimAt, fmt.Sprintf("delivery %s between these systems", p.Claim))
	}
}

func reached(side *spec.Side) spec.Level {
	if side.Reaches != 0 {
		return side.Reaches
	}
	return side.Best
}

func (w *walk) sourceProof() proof {
	n := w.p.From.Node
	side := n.Spec.Source
	out := proof{can: side.Best, does: reached(side), where: w.p.From.At, why: fmt.Sprintf("%s: %s", n.Name, side.Why)}
	if isolation := w.sourceOption("isolation"); isolation != nil && optionText(isolation) == "read_uncommitted" {
		out.can = min(out.can, spec.EffectivelyOnce)
		out.why = fmt.Sprintf("%s: read_uncommitted sees records that may be taken back", n.Name)
		if w.p.Claim == spec.ExactlyOnce {
			w.claimTold = true
			w.add(diag.Diagnostic{Code: "E0706", Message: "exactly once cannot read records of open transactions", At: isolation.At})
		}
	}
	return out
}

// sourceOption is an option of the source, at its use or else its declaration.
func (w *walk) sourceOption(name string) *ir.Option {
	if o := w.p.From.Options[name]; o != nil {
		return o
	}
	return w.p.From.Node.Options[name]
}

func (w *walk) sinkProof(to *ir.To) proof {
	side := to.Node.Spec.Sink
	out := proof{can: side.Best, does: reached(side), where: to.Place(), why: fmt.Sprintf("%s: %s", to.Node.Name, side.Why)}
	weaken := func(level spec.Level, why string) {
		out.can, out.does = min(out.can, level), min(out.does, level)
		out.why = fmt.Sprintf("%s: %s", to.Node.Name, why)
	}
	switch {
	case to.Node.Kind == ir.Topic:
		w.topicProof(to, &out, weaken)
	case side.Value == spec.Rows && findOption(side.Options, "write_time") != nil:
		w.writeTimeProof(to, &out, weaken)
	}
	return out
}

// topicProof: a topic takes part in exactly once by transactions on the cluster
// that is read from; a compacted topic keeps the last record of a key, however
// often it was written.
func (w *walk) topicProof(to *ir.To, out *proof, weaken func(spec.Level, string)) {
	keyed := to.Key != nil && !to.KeyUnset || to.Node.Key != nil && to.Node.Key.Type.Kind == types.Invalid // which was told
	compacted := optionText(to.Node.Options["cleanup"]) == "compact"
	if keyed && compacted {
		out.why = fmt.Sprintf("%s: the topic keeps the last record of a key, so a repeated one changes nothing", to.Node.Name)
	} else {
		out.does = min(out.does, spec.AtLeastOnce)
		out.why = fmt.Sprintf("%s: without transactions, or a key and cleanup = compact, a repeated record stands twice", to.Node.Name)
	}
	from := w.p.From.Node
	switch {
	case from.Kind == ir.Topic && from.Connection == to.Node.Connection:
	case from.Kind == ir.Topic:
		if w.p.Claim == spec.ExactlyOnce {
			w.add(w.otherCluster(to))
			w.claimTold = true // tells more than that the level cannot be reached
		}
		fallthrough
	default:
		limit, why := spec.AtLeastOnce, "a record that is sent again after a crash stands twice; with a key and cleanup = compact the last one counts"
		if keyed && compacted {
			limit, why = spec.EffectivelyOnce, "no transaction spans both ends; the topic keeps the last record of a key"
		}
		weaken(limit, why)
	}
}

func (w *walk) otherCluster(to *ir.To) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0702",
		Message: "exactly once needs both topics on one cluster: a transaction spans no more",
		At:      w.p.ClaimAt,
	}
	label(&d, w.p.From.At, "read from "+connectionName(w.p.From.Node))
	label(&d, to.Place(), "written to "+connectionName(to.Node))
	return d
}

func connectionName(n *ir.Node) string {
	if n.Connection == nil {
		return n.Name
	}
	return "`" + n.Connection.Name + "`"
}

// writeTimeProof: a row that is written again changes nothing where its write
// time is the same and no other write of the row can come between. The proof
// takes offsets, which grow strictly while a key stays in its partition, a field
// that the author names, and rows that are their key alone.
func (w *walk) writeTimeProof(to *ir.To, out *proof, weaken func(spec.Level, string)) {
	o := to.Options["write_time"]
	if o == nil {
		o = to.Node.Options["write_time"]
	}
	switch {
	case onlyKey(to):
		out.why = to.Node.Name + ": a row is its key alone, so writing it again changes nothing"
	case o != nil && o.Record != nil:
		out.why = to.Node.Name + ": upsert on the full key, the write time is a field of the record"
	case o != nil && o.Call != nil && o.Call.Word == "offset" && w.p.From.Node.Kind == ir.Topic:
		out.why = to.Node.Name + ": upsert on the full key, write times grow with the offset"
	case o != nil && o.Call != nil && o.Call.Word == "offset":
		weaken(spec.AtLeastOnce, fmt.Sprintf("the offsets of `%s` say nothing of the order of two rows: they count in each file or run", w.p.From.Node.Name))
	default:
		weaken(spec.AtLeastOnce, "write_time = record ties within a millisecond, and clocks go back, so an older row may win")
	}
}

// onlyKey reports whether a row holds no column beside its primary key.
func onlyKey(to *ir.To) bool {
	row, ok := to.Value.(*ir.MakeRecord)
	if !ok || row.T.Kind != types.Record || row.T.Record.Table == nil {
		return false
	}
	for _, a := range row.Fields {
		if !contains(row.T.Record.Table.PrimaryKey(), a.Field.Name) {
			return false
		}
	}
	return true
}
