package conv

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// jsonLoop is what the arms of the loop over the keys of an object share.
type jsonLoop struct {
	seen, next string // locals: which fields were seen, the one that is expected
	index      []int  // of each field, as a failed record names it
	whole      int    // of the object
	used       map[string]bool
	keep       *restOf
}

// bit is the bit of the kth field in the local seen.
func bit(seen string, k int) *jen.Statement {
	return jen.Id(seen).Index(jen.Lit(k / 64)).Op("&").Parens(jen.Lit(1).Op("<<").Lit(k % 64))
}

// cases are the arms that read each field's value.
func (j *JSON) cases(p *Package, f *emit.Body, dst Value, l jsonLoop) []jen.Code {
	var out []jen.Code
	skip := func(field int) jen.Code {
		return jen.If(jen.Id("i").Op("=").Add(emit.R("JSONSkip")).Call(jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).Block(jen.Return(at(field, jen.Id("i"))))
	}
	for k, fl := range dst.T.Record.Fields {
		if fl.Name == types.RestName {
			continue
		}
		in := f.Inner()
		in.Line(lineOf(fl.At, fl.Name))
		if l.used != nil && !l.used[fl.Name] {
			in.Add(skip(l.index[k]))
		} else if j.Lax && fl.HasDefault {
			j.of(fl).readDefault(p, in, dst.Field(k), fl, l.index[k])
		} else {
			j.of(fl).Read(p, in, dst.Field(k), l.index[k])
		}
		j.onward(in, dst.T.Record, k, l)
		out = append(out, jen.Case(jen.Lit(k)).Block(in.Code()...))
	}
	if j.Unknown == "error" {
		if j.Tag != "" && dst.T.Record.Field(j.Tag) == nil {
			out = append(out, jen.Case(jen.Lit(-2)).Block(skip(l.whole)))
		}
		return append(out, jen.Default().Block(jen.Return(at(l.whole, emit.Reason("Unknown")))))
	}
	return append(out, jen.Default().Block(append(l.keep.met(), skip(l.whole))...))
}

// onward goes on with the arm of the next field where its key follows at once, as
// nearly every writer puts it: one comparison, and no way through the loop. What
// stands there in any other way is left to the loop.
func (j *JSON) onward(f *emit.Body, rec *types.RecordType, k int, l jsonLoop) {
	k++
	if k == len(rec.Fields) || rec.Fields[k].Name == types.RestName {
		return
	}
	key := `,"` + escaped(spell(rec.Fields[k].Name, j.Names)) + `":`
	f.Add(
		jen.If(jen.Op("!").Add(emit.R("JSONFollows")).Call(jen.Id("b"), jen.Id("i"), emit.Quoted(key)).Op("||").Add(bit(l.seen, k)).Op("!=").Lit(0)).Block(jen.Break()),
		jen.List(jen.Id("i"), jen.Id(l.next)).Op("=").List(jen.Id("i").Op("+").Lit(len(key)), jen.Lit(k+1)),
		jen.Id(l.seen).Index(jen.Lit(k/64)).Op("|=").Lit(1).Op("<<").Lit(k%64),
		jen.Fallthrough(),
	)
}

// missing adds the checks that every field that must be there was seen: one for all
// of a word, and behind it the search for the first one.
func (j *JSON) missing(f *emit.Body, rec *types.RecordType, seen string, index []int) {
	words := make([]uint64, (len(rec.Fields)+63)/64)
	must := make([]*emit.Body, len(words))
	for k, fl := range rec.Fields {
		if fl.Name == types.RestName || fl.HasDefault || fl.Type.Nullable() && !j.Distinct {
			continue
		}
		if must[k/64] == nil {
			must[k/64] = f.Inner()
		}
		words[k/64] |= 1 << (k % 64)
		check(must[k/64], index[k], bit(seen, k).Op("==").Lit(0), "Missing")
	}
	for w, all := range words {
		if all == 0 {
			continue
		}
		mask := jen.Id(fmt.Sprintf("%#x", all))
		f.Add(jen.If(jen.Id(seen).Index(jen.Lit(w)).Op("&").Add(mask).Op("!=").Add(mask.Clone())).Block(must[w].Code()...))
	}
}
