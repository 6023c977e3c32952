package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

func (w *walk) sinkProof(to *ir.To, values impurity) proof {
	side := to.Node.Spec.Sink
	out := proof{can: side.Best, does: reached(side), where: to.Place(), why: fmt.Sprintf("%s: %s", to.Node.Name, side.Why)}
	switch {
	case to.Node.Kind == ir.Topic:
		w.topicProof(to, &out)
	case side.Value == spec.Rows && findOption(side.Options, "write_time") != nil:
		w.writeTimeProof(to, &out)
		ttlProof(to, &out)
	case findOption(side.Options, "id") != nil:
		w.documentProof(to, &out)
	case side.Records:
		w.fileProof(to, &out)
	}
	w.repeats(to, values[to], &out)
	return out
}

// topicProof: a topic takes part in exactly once by transactions on the cluster
// that is read from, or, from a source whose position can be kept in the transaction, on
// its own; a compacted topic keeps the last record of a key, however often it was written.
func (w *walk) topicProof(to *ir.To, out *proof) {
	name := to.Node.Name
	compacted := keyed(to) && compacts(to.Node)
	from := w.p.From.Node
	if w.home() == to.Node.Connection {
		if w.oneTransaction() {
			out.why = name + ": one transaction holds the records and the " + heldOf(from) + " of what they were made of"
			if !compacted {
				out.alone, out.aloneWhy = spec.AtLeastOnce, name+": without a transaction a repeated record stands twice"
			}
			return
		}
		const help = "give each a pipeline of its own"
		if compacted {
			out.limit(spec.EffectivelyOnce, name+": no transaction holds all that is written; the topic keeps the last record of a key", help)
			return
		}
		out.limit(spec.AtLeastOnce, name+": no transaction holds all that is written, so a repeated record stands twice", help)
		return
	}
	if from.Kind == ir.Topic && w.p.Claim == spec.ExactlyOnce {
		w.add(w.otherCluster(to.Node, to.Place()))
		w.claimTold = true // tells more than that the level cannot be reached
	}
	if compacted {
		out.limit(spec.EffectivelyOnce, name+": no transaction spans both ends; the topic keeps the last record of a key", "")
		return
	}
	out.limit(spec.AtLeastOnce, name+": a record that is sent again after a crash stands twice; with a key and cleanup = compact the last one counts",
		"let the topic keep the last record of each key:  cleanup = compact")
	if !keyed(to) {
		out.at(to.Node.At, "without a key nothing tells a repeated record")
	} else if o := to.Node.Options["cleanup"]; o != nil {
		out.at(o.At, "keeps every record")
	}
}

// heldOf is what a transaction holds beside records.
func heldOf(from *ir.Node) string {
	if from.Kind == ir.Topic {
		return "offsets"
	}
	return "position"
}

// home is the connection whose transactions can hold the source's position: its own, or
// of a source whose position the worker keeps that of the first topic.
func (w *walk) home() *ir.Connection {
	from := w.p.From.Node
	if from.Kind == ir.Topic {
		return from.Connection
	}
	if from.Spec.Source.Best < spec.ExactlyOnce {
		return nil
	}
	for _, to := range tosOf(w.p.Stages) {
		if to.Node.Kind == ir.Topic {
			return to.Node.Connection
		}
	}
	return nil
}

// oneTransaction reports whether one transaction holds all that is written.
func (w *walk) oneTransaction() bool {
	for _, to := range tosOf(w.p.Stages) {
		if to.Node.Kind != ir.Topic || to.Node.Connection != w.home() {
			return false
		}
	}
	return true
}

// keyed reports whether records have a key; one whose type is broken, which was told,
// counts.
func keyed(to *ir.To) bool {
	return to.Key != nil && !to.KeyUnset || to.Node.Key != nil && to.Node.Key.Type.Kind == types.Invalid
}

// compacts reports whether a topic keeps the last record of each key.
func compacts(n *ir.Node) bool {
	word := optionText(n.Options["cleanup"])
	return word == "compact" || word == "compact_delete"
}

// otherCluster says that a transaction does not reach n.
func (w *walk) otherCluster(n *ir.Node, at diag.Span) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0702",
		Message: "exactly once needs both topics on one cluster: a transaction spans no more",
		At:      w.p.ClaimAt,
		Helps:   []string{"with a key and cleanup = compact on the topic that is written:  delivery = effectively_once"},
	}
	label(&d, w.p.From.At, "read from "+connectionName(w.p.From.Node))
	label(&d, at, "written to "+connectionName(n))
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
func (w *walk) writeTimeProof(to *ir.To, out *proof) {
	o, name := optionOf(to, "write_time"), to.Node.Name
	switch {
	case onlyKey(to):
		out.why = name + ": a row is its key alone, so writing it again changes nothing"
	case o != nil && o.Record != nil:
		out.why = name + ": upsert on the full key, the write time is a field of the record"
	case byOffset(o) && w.p.From.Node.Kind == ir.Topic:
		out.why = name + ": upsert on the full key, write times grow with the offset"
	case byOffset(o):
		out.limit(spec.AtLeastOnce, fmt.Sprintf("%s: the offsets of `%s` say nothing of the order of two rows: they count in each file or run", name, w.p.From.Node.Name),
			"name a field that says which row is newer:  write_time = .updated_at")
		out.at(o.At, "takes the offset")
	default:
		out.limit(spec.AtLeastOnce, name+": write_time = record ties within a millisecond, and clocks go back, so an older row may win",
			"let write times grow with the offset:  write_time = offset(since: \"2026-01-01\")")
		if o != nil {
			out.at(o.At, "takes the record's timestamp")
		} else {
			out.at(to.Node.At, "takes the record's timestamp, as nothing else is said")
		}
	}
}

func byOffset(o *ir.Option) bool { return o != nil && o.Call != nil && o.Call.Word == "offset" }

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

// ttlProof: a row that is written again lives its time to live anew, so it may
// outlast the one that was written once.
func ttlProof(to *ir.To, out *proof) {
	o := optionOf(to, "ttl")
	if o == nil {
		return
	}
	out.limit(spec.AtLeastOnce, to.Node.Name+": a row that is written again lives its ttl anew", "leave ttl out, or accept that a row may live longer after a crash")
	out.at(o.At, "counts from the last write")
}

// documentProof: a document without an id has its place in the topic as one, which
// other sources do not have.
func (w *walk) documentProof(to *ir.To, out *proof) {
	if optionOf(to, "id") != nil || w.p.From.Node.Kind == ir.Topic {
		return
	}
	out.limit(spec.AtLeastOnce, fmt.Sprintf("%s: a document of `%s` has no id, so a repeated one stands twice", to.Node.Name, w.p.From.Node.Name), "give it one:  id = .id")
	out.at(to.Node.At, "no id is given here")
}

// fileProof: a record beside the files holds their lengths together with the positions of
// any source, so what was written since is taken back after a crash.
func (w *walk) fileProof(to *ir.To, out *proof) {
	if path := optionOf(to, "path"); path != nil && path.Record != nil && readsMeta(path.Record, "partition") {
		w.partitionsOfTopics(path)
	}
	name, from := to.Node.Name, w.p.From.Node
	out.why = name + ": a record beside the files holds their lengths and the " + heldOf(from) + " of what they were made of"
	out.alone, out.aloneWhy = spec.AtLeastOnce, name+": lines and "+heldOf(from)+" are not committed in one step, so after a crash a line may stand twice"
	mode := optionOf(to, "mode")
	switch rung := w.letters(); {
	case optionText(mode) == "replace":
		out.limit(spec.AtLeastOnce, name+": files are emptied at each start, and what they held is not written again", "leave `mode` out: the files are gone on with")
		out.at(mode.At, "empties the file")
	case from.Connection.Ends():
		out.limit(spec.AtLeastOnce, name+": the Kafka in the worker ends with it, and the files do not", "")
	case !w.oneRecord():
		out.limit(spec.AtLeastOnce, name+": no record holds all that is written, so a repeated line stands twice", "give each a pipeline of its own")
	case rung != nil:
		out.limit(spec.AtLeastOnce, name+": dead letters and lines are not committed in one step, so after a crash a line may stand twice", "")
		out.at(rung.At, "dead letters go to a topic")
	}
}

// oneRecord reports whether a record can hold all that is written.
func (w *walk) oneRecord() bool {
	for _, to := range tosOf(w.p.Stages) {
		if to.Node.Kind == ir.Topic || !to.Node.Spec.Sink.Records {
			return false
		}
	}
	return true
}

// letters is the first rung of the pipeline that makes dead letters, nil without.
func (w *walk) letters() *ir.Rung {
	if w.p.OnError == nil {
		return nil
	}
	for _, ladder := range [][]ir.Rung{w.p.OnError.Decode, w.p.OnError.Map, w.p.OnError.Write} {
		for i := range ladder {
			if ladder[i].Node != nil {
				return &ladder[i]
			}
		}
	}
	return nil
}

// partitionsOfTopics reports a path with the partition alone where several topics are
// read: their partitions have the same numbers, and would write one file.
func (w *walk) partitionsOfTopics(path *ir.Option) {
	from := w.p.From.Node
	name := from.Options["name"]
	if from.Kind != ir.Topic || name == nil || name.Match == "" || readsMeta(path.Record, "topic") {
		return
	}
	d := diag.Diagnostic{
		Code: "E0305", Message: "the partitions of several topics would write the same file", At: path.At,
		Here:  "the partition alone does not tell them apart",
		Helps: []string{"let the path have the topic too:  path = \"out/${meta.topic}-${meta.partition}.jsonl\""},
	}
	label(&d, name.At, "`"+from.Title()+"` is a pattern of topics")
	w.add(d)
}

// readsMeta reports whether v reads that name under `meta`.
func readsMeta(v ir.Expr, name string) bool {
	found := false
	visit(v, func(x ir.Expr) {
		if m, ok := x.(*ir.Meta); ok && m.Name == name {
			found = true
		}
	})
	return found
}

// together limits sinks that no one transaction holds.
func (w *walk) together(tos []*ir.To, chain []proof) {
	for i := 1; i < len(tos); i++ {
		a, b := tos[0].Node, tos[i].Node
		if a == b || w.oneRecord() || a.Kind == ir.Topic && b.Kind == ir.Topic && a.Connection == b.Connection {
			continue
		}
		why := fmt.Sprintf("%s: no transaction holds both `%s` and `%s`", b.Name, a.Name, b.Name)
		chain[i+1].limit(spec.EffectivelyOnce, why, "give each a pipeline of its own")
	}
	if w.p.OnError == nil || w.home() == nil || w.claimTold {
		return
	}
	for _, ladder := range [][]ir.Rung{w.p.OnError.Decode, w.p.OnError.Map, w.p.OnError.Write} {
		for _, r := range ladder {
			if r.Node == nil || r.Node.Connection == w.home() {
				continue
			}
			chain[0].limit(spec.EffectivelyOnce, fmt.Sprintf("%s: its dead letters are on another cluster than "+w.there(), r.Node.Name), "")
			if w.p.Claim == spec.ExactlyOnce && !w.claimTold {
				w.claimTold = true
				w.add(w.otherCluster(r.Node, r.At))
			}
		}
	}
}

// there says what the cluster of transactions is for.
func (w *walk) there() string {
	if w.p.From.Node.Kind == ir.Topic {
		return "what is read"
	}
	return "what is written"
}
