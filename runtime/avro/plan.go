package avro

// Plan says how a record of a writer's schema becomes one of the reader's. It is
// safe for use by many goroutines.
type Plan struct {
	root *op
	// same: the bytes are those of the reader already.
	same bool
}

// Same reports whether the writer's bytes are the reader's already.
func (p *Plan) Same() bool { return p.same }

// action is what an op does with the writer's value.
type action uint8

const (
	copyValue action = iota + 1 // the bytes are the reader's
	intToFloat
	intToDouble
	longToFloat
	longToDouble
	floatToDouble
	toRecord
	toEnum
	toArray
	toMap
	toBranch   // a value becomes a branch of the reader's union
	fromBranch // a branch of the writer's union becomes the reader's value
)

// op rewrites one value. Ops of types that hold themselves do so too.
type op struct {
	do     action
	writer *Schema // for what is copied or skipped
	steps  []step  // toRecord: the reader's fields in order
	table  []int32 // toEnum: the reader's symbol of each of the writer's
	elem   *op     // toArray, toMap, toBranch
	branch int     // toBranch: of the reader
	ops    []*op   // fromBranch: for each of the writer's
}

// step makes a field of the reader: from the writer's field, or it is the default.
type step struct {
	from int // index of the writer's field, -1 for the default
	op   *op
	def  []byte
}

// keeps reports whether o copies the value, seen from those that are in question.
func (o *op) keeps(seen map[*op]bool) bool {
	if seen[o] {
		return true
	}
	seen[o] = true
	switch o.do {
	case copyValue:
		return true
	case toRecord:
		if len(o.steps) != len(o.writer.fields) {
			return false
		}
		for k, s := range o.steps {
			if s.from != k || !s.op.keeps(seen) {
				return false
			}
		}
		return true
	case toEnum:
		for k, to := range o.table {
			if int(to) != k {
				return false
			}
		}
		return true
	case toArray, toMap:
		return o.elem.keeps(seen)
	case fromBranch:
		for k, b := range o.ops {
			if b.do != toBranch || b.branch != k || !b.elem.keeps(seen) {
				return false
			}
		}
		return true
	case intToFloat, intToDouble, longToFloat, longToDouble, floatToDouble, toBranch:
		return false
	}
	panic("avro: an op without an action")
}
