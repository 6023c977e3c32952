package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
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
	more  []diag.Label // further places of the reason
	help  string       // what would lift it
	// alone is what is left where another link breaks the transaction, 0 where that is all.
	alone    spec.Level
	aloneWhy string
}

// limit lowers what a link can be part of, and says why. A link that is lower already
// keeps its reason.
func (p *proof) limit(level spec.Level, why, help string) {
	if p.can > level || p.does > level {
		p.why, p.help, p.more = why, help, nil
	}
	p.can, p.does = min(p.can, level), min(p.does, level)
}

// at adds a place to the reason of a link.
func (p *proof) at(place diag.Span, text string) {
	if !place.IsZero() {
		p.more = append(p.more, diag.Label{At: place, Text: text})
	}
}

// prove derives the best delivery level of a pipeline, and refuses a claim above
// it.
func (w *walk) prove(values impurity) {
	p := w.p
	if p.From == nil {
		return
	}
	chain := []proof{w.sourceProof()}
	tos := tosOf(p.Stages)
	for _, to := range tos {
		chain = append(chain, w.sinkProof(to, values))
	}
	w.together(tos, chain)
	can, does := weakest(chain)
	if does < spec.ExactlyOnce {
		for i, l := range chain {
			if l.alone != 0 && l.can == spec.ExactlyOnce {
				chain[i].limit(l.alone, l.aloneWhy, "")
			}
		}
		can, does = weakest(chain)
	}
	p.Level, p.Why = does, reasons(chain, does)
	if p.Claim == spec.AtMostOnce {
		p.Level, p.Why = p.Claim, []string{"demanded; positions are committed before records are written"}
	}
	if does == spec.ExactlyOnce && p.Claim == spec.AtLeastOnce {
		// Transactions have their price, so they can be declined.
		p.Level, p.Why = p.Claim, []string{"demanded; exactly once could be had"}
	}
	w.checkClaim(chain, can, does)
	w.keepsOrder(tos)
}

// weakest is the level of a chain.
func weakest(chain []proof) (can, does spec.Level) {
	can, does = spec.ExactlyOnce, spec.ExactlyOnce
	for _, l := range chain {
		can, does = min(can, l.can), min(does, l.does)
	}
	return can, does
}

// reasons says why the level is what it is: because of the sinks, or, where each
// of them could do more, of the source.
func reasons(chain []proof, level spec.Level) []string {
	var out []string
	for _, l := range chain[1:] {
		if l.does == level && l.why != "" && !contains(out, l.why) {
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
	case p.Claim == spec.AtMostOnce: // less than each link can
	case p.Claim > can && !w.claimTold:
		w.add(claimRefused(p, chain, can))
	case p.Claim > does && p.Claim <= can:
		w.waits(p.ClaimAt, fmt.Sprintf("delivery %s between these systems", p.Claim))
	}
}

// claimRefused tells each link that stands against a claim, with its places.
func claimRefused(p *ir.Pipeline, chain []proof, can spec.Level) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0701",
		Message: fmt.Sprintf("%s cannot be promised here: the best is %s", p.Claim, can),
		At:      p.ClaimAt,
	}
	for _, l := range chain {
		if l.can >= p.Claim {
			continue
		}
		label(&d, l.where, fmt.Sprintf("%s, because of %s", l.can, l.why))
		d.Labels = append(d.Labels, l.more...)
		if l.help != "" && !contains(d.Helps, l.help) {
			d.Helps = append(d.Helps, l.help)
		}
	}
	d.Helps = append(d.Helps, "or demand what can be promised:  delivery = "+levels[can-1])
	return d
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
		out.limit(spec.EffectivelyOnce, fmt.Sprintf("%s: read_uncommitted sees records that may be taken back", n.Name), "")
		if w.p.Claim == spec.ExactlyOnce {
			w.claimTold = true
			w.add(w.uncommitted(isolation))
		}
	}
	if side.Best < spec.EffectivelyOnce {
		w.unrepeatable(n.At, "declared here", side.Why)
	}
	if call := impureField(n); call != nil {
		why := fmt.Sprintf("%s: `%s` makes another record when it starts again", n.Name, call.Fn)
		out.limit(spec.AtLeastOnce, why, "")
		w.unrepeatable(call.Place(), "gives another value each time", fmt.Sprintf("`%s` makes other records when it starts again", n.Name))
	}
	return out
}

func (w *walk) uncommitted(isolation *ir.Option) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0706",
		Message: "exactly once cannot read records of open transactions",
		At:      isolation.At,
		Helps:   []string{"leave the option out: committed records alone are read then"},
	}
	d.Fixes = []diag.Fix{{Title: "`read_committed`", Guess: true, Edits: []diag.Edit{{At: isolation.At, Text: "read_committed"}}}}
	label(&d, w.p.ClaimAt, "demanded here")
	return d
}

// unrepeatable reports a claim over a source that does not give the same records
// again.
func (w *walk) unrepeatable(at diag.Span, there, why string) {
	if w.p.Claim <= spec.AtLeastOnce || w.claimTold {
		return
	}
	w.claimTold = true
	d := diag.Diagnostic{
		Code:    "E0704",
		Message: fmt.Sprintf("%s needs a source that gives the same records again: %s", w.p.Claim, why),
		At:      w.p.ClaimAt,
		Helps:   []string{"demand what can be promised:  delivery = at_least_once"},
	}
	label(&d, w.p.From.At, "the source")
	label(&d, at, there)
	w.add(d)
}

// impureField is a call in the generated fields of a source whose value differs
// from run to run; nil without. What gen makes is the same for the same seed.
func impureField(n *ir.Node) *ir.Call {
	o := n.Options["fields"]
	if o == nil {
		return nil
	}
	for _, a := range o.Fields {
		if call := impure(a.Value); call != nil {
			return call
		}
	}
	return nil
}

// sourceOption is an option of the source, at its use or else its declaration.
func (w *walk) sourceOption(name string) *ir.Option {
	if o := w.p.From.Options[name]; o != nil {
		return o
	}
	return w.p.From.Node.Options[name]
}
