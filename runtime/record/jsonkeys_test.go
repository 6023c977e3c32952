package record

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

var keyTables = []struct {
	keys  *JSONKeys
	names []string
}{
	{NewJSONKeys(), nil},
	{NewJSONKeys("a"), []string{"a"}},
	{NewJSONKeys("id", "ID", "Id", "", "customer", "costumer", "customer_id", "größe"), []string{"id", "ID", "Id", "", "customer", "costumer", "customer_id", "größe"}},
	{NewJSONKeys("a\\b", `a"b`, "a\nb", "ab", "abcdefgh\\i"), []string{"a\\b", `a"b`, "a\nb", "ab", "abcdefgh\\i"}},
	{NewJSONKeys(numbered(300)...), numbered(300)},
}

// numbered makes n names with the same eight bytes at both ends.
func numbered(n int) (out []string) {
	for k := range n {
		out = append(out, fmt.Sprintf("a_column%03d_of_rows", k))
	}
	return out
}

// TestJSONKeys finds each name, and no other key, in each way of writing it.
func TestJSONKeys(t *testing.T) {
	var a Arena
	for _, c := range keyTables {
		for want, name := range append(c.names, "nosuch", "i", "idd", "customer_di", "a\b", "a\tb", "\x00") {
			if want >= len(c.names) {
				want = -1
			}
			for _, quoted := range []string{strconv.QuoteToGraphic(name), allEscaped(name)} {
				if strings.Contains(quoted, `\x`) || strings.Contains(quoted, `\a`) {
					continue // Go writes it in no way that JSON knows
				}
				for _, ends := range []string{":1}", ": 1 }", " : \n\t1, " + `"another_key":12345678901234}`} {
					holdKey(t, c.keys, &a, "{"+quoted+ends, want, true)
					holdKey(t, c.keys, &a, "{\n "+quoted+ends, want, true)
					holdKey(t, c.keys, &a, ","+quoted+ends, want, false)
					holdKey(t, c.keys, &a, " , "+quoted+ends, want, false)
					holdKey(t, c.keys, &a, ",  "+quoted+ends, want, false)
				}
			}
		}
	}
}

// allEscaped writes each character of a key as its number.
func allEscaped(name string) string {
	out := `"`
	for _, r := range name {
		out += fmt.Sprintf(`\u%04x`, r)
	}
	return out + `"`
}

func holdKey(t *testing.T, k *JSONKeys, a *Arena, in string, want int, first bool) {
	t.Helper()
	read := k.Next
	if first {
		read = k.First
	}
	if got, i := read(a, []byte(in), 0); got != want || i < 0 || in[i] != '1' {
		t.Errorf("%q: key %d, cursor %d, want key %d", in, got, i, want)
	}
}

// TestJSONKeysBetween holds what stands where a key should.
func TestJSONKeysBetween(t *testing.T) {
	var a Arena
	pad := strings.Repeat(" ", 20)
	for _, c := range []struct {
		in   string
		i    int
		want Reason
	}{
		{"", 0, Short},
		{`,`, 0, Short},
		{`,"id`, 0, Short},
		{`,"id"`, 0, Short},
		{`,"id" 1` + pad, 0, BadSyntax},
		{`,"id"1` + pad, 0, BadSyntax},
		{`,id:1` + pad, 0, BadSyntax},
		{`"id":1` + pad, 0, BadSyntax},
		{`,,"id":1` + pad, 0, BadSyntax},
		{`,}` + pad, 0, BadSyntax},
		{`,"` + "i\nd" + `":1` + pad, 0, BadSyntax},
		{`,"` + "\xff" + `":1` + pad, 0, BadUTF8},
		{`,1:1` + pad, 0, WrongKind},
	} {
		if f, i := orderKeys.Next(&a, []byte(c.in), c.i); i != bad(c.want) {
			t.Errorf("%q: key %d, cursor %d, want %d", c.in, f, i, bad(c.want))
		}
	}
	for _, in := range []string{"}", " }", "\n}" + pad} {
		if f, i := orderKeys.Next(&a, []byte(in), 0); f != NoMoreKeys || in[i-1] != '}' {
			t.Errorf("%q: key %d, cursor %d", in, f, i)
		}
		if f, i := orderKeys.First(&a, []byte("{"+in), 0); f != NoMoreKeys || ("{" + in)[i-1] != '}' {
			t.Errorf("{%q: key %d, cursor %d", in, f, i)
		}
	}
	if _, i := orderKeys.Next(&a, []byte("}"), -5); i >= 0 {
		t.Errorf("a failed cursor became %d", i)
	}
}

func TestJSONKeysFold(t *testing.T) {
	var a Arena
	k := NewJSONKeysFold("orderId", "ÄRGER", "x")
	for in, want := range map[string]int{"orderId": 0, "orderid": 0, "ORDERID": 0, "ärger": 1, "Ärger": 1, "ÄRGER": 1, "X": 2, "order": -1} {
		if got, i := k.Next(&a, []byte(`,"`+in+`":1,"another":2345678}`), 0); got != want || i < 0 {
			t.Errorf("%s: key %d, want %d", in, got, want)
		}
	}
}

// TestJSONKeysDamaged holds that Next finds what reading the key as a text finds.
func TestJSONKeysDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var a Arena
	for n := range 200_000 {
		c := keyTables[n%len(keyTables)]
		name := "x"
		if len(c.names) > 0 {
			name = c.names[r.IntN(len(c.names))]
		}
		b := []byte(`,"` + name + `":1,"b":"more of it"}`)
		for range r.IntN(3) {
			b[r.IntN(len(b))] = ` ",:\u{}`[r.IntN(8)]
		}
		b = b[:len(b)-r.IntN(len(b))/(1+r.IntN(20))]
		got, gotAt := c.keys.Next(&a, b, 0)
		want, wantAt := NoMoreKeys, 0
		more, i := JSONNext(b, 0, '}')
		if wantAt = i; more && i >= 0 {
			var key []byte
			want = -1
			if key, wantAt = JSONKey(&a, b, i); wantAt >= 0 {
				for f, name := range c.names {
					if name == string(key) {
						want = f
					}
				}
			}
		}
		if gotAt != wantAt || gotAt >= 0 && got != want {
			t.Fatalf("%q: key %d, cursor %d, want key %d, cursor %d", b, got, gotAt, want, wantAt)
		}
	}
}
