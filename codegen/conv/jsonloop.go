package conv

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// jsonLoop is what the arms of the loop over the keys of an object share.
type jsonLoop struct {
	seen  string // local: which fields were seen
	index []int  // of each field, as a failed record names it
	whole int    // of the object
	used  map[string]bool
	keep  *restOf
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
		j.once(in, l, k)
		if l.used != nil && !l.used[fl.Name] {
			in.Add(skip(l.index[k]))
		} else if j.Lax && fl.HasDefault {
			j.of(fl).readDefault(p, in, dst.Field(k), fl, l.index[k])
		} else {
			j.of(fl).Read(p, in, dst.Field(k), l.index[k])
		}
		j.onward(in, dst.T.Record, k)
		out = append(out, jen.Case(jen.Lit(k)).Block(in.Code()...))
	}
	if j.Unknown == "error" {
		if j.hidesTag(dst.T.Record) {
			out = append(out, jen.Case(jen.Lit(len(dst.T.Record.Fields))).Block(skip(l.whole)))
		}
		return append(out, jen.Default().Block(jen.Return(at(l.whole, emit.Reason("Unknown")))))
	}
	return append(out, jen.Default().Block(append(l.keep.met(), skip(l.whole))...))
}

// once notes that the kth field was seen. One that stands twice is refused; Connect
// takes the last one.
func (j *JSON) once(f *emit.Body, l jsonLoop, k int) {
	if !j.Lax {
		check(f, l.whole, bit(l.seen, k).Op("!=").Lit(0), "Duplicate")
	}
	f.Add(jen.Id(l.seen).Index(jen.Lit(k / 64)).Op("|=").Lit(1).Op("<<").Lit(k % 64))
}

// onward goes on with the arm of the next field where its key follows at once, as
// nearly every writer puts it: one comparison, and no way through the loop. What
// stands there in any other way is left to the loop.
func (j *JSON) onward(f *emit.Body, rec *types.RecordType, k int) {
	k++
	if k == len(rec.Fields) || rec.Fields[k].Name == types.RestName {
		return
	}
	lead := "," + j.quoted(rec.Fields[k])
	f.Add(
		jen.If(unlike(lead)).Block(jen.Break()),
		jen.Id("i").Op("+=").Lit(len(lead)),
		jen.Fallthrough(),
	)
}

// begin enters the object with the first field where its key follows at once; anything
// else is left to the code of otherwise.
func (j *JSON) begin(f *emit.Body, rec *types.RecordType, otherwise []jen.Code) {
	if len(rec.Fields) == 0 || rec.Fields[0].Name == types.RestName {
		f.Add(otherwise...)
		return
	}
	lead := "{" + j.quoted(rec.Fields[0])
	f.Add(jen.If(unlike(lead)).Block(otherwise...).Else().Block(jen.Id("i").Op("+=").Lit(len(lead))))
}

// quoted is the key of a field with its quotes and its colon.
func (j *JSON) quoted(fl *types.Field) string { return `"` + escaped(spell(fl.Name, j.Names)) + `":` }

// unlike is the condition that another text than lead stands at i, or a space behind
// it. The compiler makes words of a constant of up to 16 bytes, and calls a function for
// a longer one.
func unlike(lead string) *jen.Statement { return compare(lead, "<=", "||", "!=") }

// like is the condition that lead stands at i, and no space behind it.
func like(lead string) *jen.Statement { return compare(lead, ">", "&&", "==") }

func compare(lead, size, and, equal string) *jen.Statement {
	s := jen.Len(jen.Id("b")).Op("-").Id("i").Op(size).Lit(len(lead))
	for o := 0; o < len(lead); o += 16 {
		part := lead[o:min(o+16, len(lead))]
		from := jen.Id("i")
		if o > 0 {
			from = jen.Id("i").Op("+").Lit(o)
		}
		s.Op(and).String().Parens(jen.Id("b").Index(from, jen.Id("i").Op("+").Lit(o+len(part)))).Op(equal).Add(emit.Quoted(part))
	}
	return s.Op(and).Id("b").Index(jen.Id("i").Op("+").Lit(len(lead))).Op(size).LitRune(' ')
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
