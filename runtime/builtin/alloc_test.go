package builtin

import (
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

// TestAllocs holds that no function allocates for a record, once the arena has its
// size. Regexes are the library's: they may.
func TestAllocs(t *testing.T) {
	var a record.Arena
	var ids UUIDs
	var list []string
	var header Header
	s, ns := "Zürich 8001 Straße", [16]byte{1, 2, 3}
	for name, f := range map[string]func(){
		"case":   func() { Upper(&a, s); Lower(&a, s); FoldCase(&a, s) },
		"parts":  func() { list = Split(list[:0], s, " "); Slice(s, -3, 9); _ = Truncate(s, 4) },
		"build":  func() { Join(&a, list, "-"); Replace(&a, s, "8", "9"); Mask(&a, s, 2, "•") },
		"pad":    func() { PadLeft(&a, s, 40, "ab"); PadRight(&a, s, 40, "ab"); Repeat(&a, s, 3) },
		"hash":   func() { SHA256(&a, s, "salt"); SHA512(&a, s, ""); SHA1(&a, s, ""); MD5(&a, s, "") },
		"hmac":   func() { HMACSHA256(&a, s, "key"); HMACSHA512(&a, s, "key") },
		"encode": func() { Hex(&a, ns[:]); Base64(&a, ns[:]); HexText(&a, s); Base64Text(&a, s) },
		"uuid":   func() { ids.V4(); UUID5(&a, ns, s) },
		"header": func() { header.Parse(&a, `{"a":[1,2.5,true],"b":{"c":"2023-11-14","c":1}}`); header.Parse(&a, s) },
		"months": func() { AddMonths(20000, 7) },
		"rand": func() {
			r := NewRand(1, 2, 3)
			r.Int(1, 9)
			r.Normal(1, 2)
			r.Text(&a, 1, 9)
			r.UUID()
		},
	} {
		f() // the arena gets its size
		if n := testing.AllocsPerRun(100, func() { a.Reset(); f() }); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
