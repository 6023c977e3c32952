package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// endlessLadder says that a ladder ends in retries. x is the whole ladder.
func endlessLadder(x dsl.Expr, last diag.Span) diag.Diagnostic {
	d := diag.Diagnostic{Code: "E0602", Message: "nothing says what happens after the last retry", At: last}
	if _, isList := x.(*dsl.List); isList {
		d.Helps = []string{"end the ladder:  [" + last.Text() + ", stop()]"}
		d.Fixes = []diag.Fix{{Title: "stop after the last retry", Edits: []diag.Edit{{At: last, Text: last.Text() + ", stop()"}}}}
		return d
	}
	whole := "[" + last.Text() + ", stop()]"
	d.Helps = []string{"end the ladder:  " + whole}
	d.Fixes = []diag.Fix{{Title: "stop after the last retry", Edits: []diag.Edit{{At: last, Text: whole}}}}
	return d
}

// deadLetters reads dlq(topic): the topic that takes the failed records.
func (s *scope) deadLetters(r *ir.Rung, args []dsl.Arg) bool {
	if len(args) == 1 && args[0].Name == nil {
		if n, ok := args[0].Value.(*dsl.Name); ok {
			r.Node = s.deadLetterTopic(n.Ident)
			return r.Node != nil
		}
		if _, broken := args[0].Value.(*dsl.BadExpr); broken {
			return false
		}
	}
	s.add(diag.Diagnostic{
		Code:    "E0405",
		Message: "`dlq` takes the name of one topic",
		At:      r.At,
		Helps:   []string{"declare it:  topic orders_bad on … { value: DeadLetter as json }", "and name it: dlq(orders_bad)"},
	})
	return false
}

// deadLetterTopic resolves the topic of a dlq; nil where it cannot be one.
func (s *scope) deadLetterTopic(name dsl.Ident) *ir.Node {
	sym := s.use(name)
	switch {
	case sym == nil && s.inBroken(name.Text):
		return nil
	case sym == nil:
		s.add(unknownDecl(name, "topic", s.namesOf(nodeSymbol)))
		return nil
	case sym.kind != nodeSymbol:
		s.wrongKind(name.At(), name, sym, "a topic")
		return nil
	}
	node := s.resolveNode(sym)
	if node == nil {
		return nil
	}
	if node.Kind != ir.Topic {
		d := diag.Diagnostic{
			Code:    "E0203",
			Message: fmt.Sprintf("`%s` is a %s, and dead letters go to a topic", node.Name, sideName(node)),
			At:      name.At(),
			Helps:   []string{"a topic keeps them for a pipeline that repairs or shows them"},
		}
		label(&d, node.At, "declared here")
		s.add(d)
		return nil
	}
	s.holdsDeadLetters(node, name.At())
	return node
}

// holdsDeadLetters reports a topic whose type has no room for a failed record: its
// value must be DeadLetter or raw bytes, its key raw bytes.
func (s *scope) holdsDeadLetters(n *ir.Node, at diag.Span) {
	if s.told[n.At] || n.Value.Type.Kind == types.Invalid || n.Key != nil && n.Key.Type.Kind == types.Invalid {
		return
	}
	v := n.Value.Type.Strip()
	isDeadLetter := v.Kind == types.Record && v.Record == s.deadLetter.Record
	d := diag.Diagnostic{Code: "E0610", At: at}
	switch {
	case !isDeadLetter && !isRaw(n.Value):
		d.Message = fmt.Sprintf("`%s` holds %s, and a record that failed is none", n.Name, n.Value.Type)
		label(&d, n.Value.At, "the topic's values")
		d.Helps = []string{"with what went wrong beside the record:  value: DeadLetter as json", "or the record as it was:                 value: bytes? as raw"}
	case n.Key != nil && !isRaw(n.Key):
		d.Message = fmt.Sprintf("the keys of `%s` are %s, and a dead letter keeps the key of its record as bytes", n.Name, n.Key.Type)
		label(&d, n.Key.At, "the topic's keys")
		d.Helps = []string{"leave the line out, or write:  key: bytes? as raw"}
	default:
		return
	}
	s.told[n.At] = true
	s.add(d)
}

// isRaw reports whether c carries bytes as they are.
func isRaw(c *ir.Carrier) bool {
	return c.Type.Strip().Kind == types.Bytes && c.Converter != nil && c.Converter.Spec.Name == "raw"
}

// checkPolicy checks the error policy against the pipeline that it serves.
func (w *walk) checkPolicy() {
	if w.p.OnError == nil || w.p.From == nil {
		return
	}
	seen := map[diag.Span]bool{}
	for _, ladder := range [][]ir.Rung{w.p.OnError.Decode, w.p.OnError.Map, w.p.OnError.Write} {
		for _, r := range ladder {
			if seen[r.At] {
				continue // one ladder for all kinds of failure
			}
			seen[r.At] = true
			switch r.Word {
			case "skip":
				w.limited(r)
			case "dlq":
				w.deadEnd(r)
			}
		}
	}
}

// limited reports a skip without a limit, unless the author takes losses anyway.
func (w *walk) limited(r ir.Rung) {
	if r.Args["limit"] != nil || w.p.Claim == spec.AtMostOnce || w.told[r.At] {
		return
	}
	w.told[r.At] = true
	d := diag.Diagnostic{
		Code:    "E0613",
		Message: "`skip` without a limit could lose every record in silence",
		At:      r.At,
		Helps:   []string{"say how many are too many:  skip(limit: 1%)"},
	}
	d.Fixes = []diag.Fix{{Title: "stop at one record in a hundred", Guess: true, Edits: []diag.Edit{{At: r.At, Text: withLimit(r)}}}}
	if w.p.Claim != 0 {
		label(&d, w.p.ClaimAt, "no record may be lost here")
	}
	w.add(d)
}

// withLimit is the step as it reads with a limit.
func withLimit(r ir.Rung) string {
	if log, ok := r.Args["log"].(*ir.Const); ok {
		return fmt.Sprintf("skip(limit: 1%%, log: %q)", log.Value)
	}
	return "skip(limit: 1%)"
}

// deadEnd checks the topic of a dlq against the one that is read.
func (w *walk) deadEnd(r ir.Rung) {
	from := w.p.From.Node
	if sameTopic(from, r.Node) {
		d := diag.Diagnostic{
			Code:    "E0611",
			Message: fmt.Sprintf("a record of `%s` that fails would be written to it again, fail again, and so on", from.Name),
			At:      r.At,
			Helps:   []string{"give the dead letters a topic of their own"},
		}
		label(&d, w.p.From.At, "the pipeline reads it")
		w.add(d)
		return
	}
	w.keptLongEnough(r)
}

// keptLongEnough warns of dead letters that are gone while their records are still
// there.
func (w *walk) keptLongEnough(r ir.Rung) {
	dead, input := r.Node.Options["retention"], w.p.From.Node.Options["retention"]
	d, ok := constInt(dead)
	i, both := constInt(input)
	if !ok || !both || d >= i || w.told[dead.At] {
		return
	}
	w.told[dead.At] = true
	warning := diag.Diagnostic{
		Code:    "W0612",
		Message: fmt.Sprintf("dead letters are gone after %s, and the records that they come from stay for %s", dead.At.Text(), input.At.Text()),
		At:      dead.At,
		Helps:   []string{"keep dead letters at least as long, so that there is time to repair them"},
	}
	label(&warning, input.At, "the input's retention")
	label(&warning, r.At, "failed records go there")
	w.add(warning)
}

// constInt is the value of an option that is a constant number, duration or size.
func constInt(o *ir.Option) (int64, bool) {
	if o == nil || o.Value == nil {
		return 0, false
	}
	c, ok := o.Value.(*ir.Const)
	if !ok {
		return 0, false
	}
	n, ok := c.Value.(int64)
	return n, ok
}

// sameTopic reports whether two nodes are one topic on the cluster, as far as
// their names are known before the run.
func sameTopic(a, b *ir.Node) bool {
	if a == nil || b == nil || a.Kind != ir.Topic || b.Kind != ir.Topic {
		return false
	}
	if a == b {
		return true
	}
	name, known := topicName(a)
	other, both := topicName(b)
	return known && both && name == other && a.Connection != nil && a.Connection == b.Connection
}

// topicName is the topic's name on the cluster; false where a param decides it.
func topicName(n *ir.Node) (string, bool) {
	o := n.Options["name"]
	if o == nil {
		return n.Name, true
	}
	name := optionText(o)
	return name, name != ""
}
