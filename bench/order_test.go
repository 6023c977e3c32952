package bench

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/flowc-lang/flowc/bench/easy"
)

// order is the record as one writes it for libraries that reflect: in the types
// that make them fastest, with its fields in the order of orders.flow.
type order struct {
	ID       int64     `json:"id" avro:"id"`
	Customer string    `json:"customer" avro:"customer"`
	SKU      string    `json:"sku" avro:"sku"`
	Price    float64   `json:"price" avro:"price"`
	Placed   time.Time `json:"placed" avro:"placed"`
	Express  bool      `json:"express" avro:"express"`
	State    string    `json:"state" avro:"state"`
	Tags     []string  `json:"tags" avro:"tags"`
	Buyer    buyer     `json:"buyer" avro:"buyer"`
	Token    []byte    `json:"token" avro:"token"`
	Total    amount    `json:"total" avro:"total"`
	Note     *string   `json:"note" avro:"note"`
}

type buyer = easy.Buyer

// amount is a decimal(12, 2) as Avro has it: the bytes of a big-endian number. It
// spares the libraries a big.Rat for each record.
type amount []byte

// cents is the unscaled value.
func (a amount) cents() int64 {
	var v int64
	if len(a) > 0 && a[0]&0x80 != 0 {
		v = -1
	}
	for _, b := range a {
		v = v<<8 | int64(b)
	}
	return v
}

// set is the inverse of cents: as few bytes as hold the value and its sign.
func (a *amount) set(v int64) {
	n := 1
	for v>>(8*n-1) != 0 && v>>(8*n-1) != -1 {
		n++
	}
	*a = (*a)[:0]
	for k := n - 1; k >= 0; k-- {
		*a = append(*a, byte(v>>(8*k)))
	}
}

// MarshalJSON writes "12.50".
func (a amount) MarshalJSON() ([]byte, error) {
	v := a.cents()
	d := append(make([]byte, 0, 20), '"')
	if v < 0 {
		d, v = append(d, '-'), -v
	}
	d = append(strconv.AppendInt(d, v/100, 10), '.', byte('0'+v/10%10), byte('0'+v%10))
	return append(d, '"'), nil
}

var errAmount = errors.New("not an amount with two decimals")

// UnmarshalJSON reads what MarshalJSON writes.
func (a *amount) UnmarshalJSON(b []byte) error {
	v, err := parseCents(bytes.Trim(b, `"`))
	if err != nil {
		return err
	}
	a.set(v)
	return nil
}

func parseCents(b []byte) (int64, error) {
	whole, part, ok := bytes.Cut(b, []byte("."))
	if !ok || len(part) != 2 {
		return 0, errAmount
	}
	v, err := strconv.ParseInt(string(whole)+string(part), 10, 64)
	return v, err
}

var (
	states    = []string{"NEW", "PAID", "PACKED", "SENT", "RETURNED"}
	countries = []string{"DE", "FR", "US", "CN", "BR", "IN", "JP", "GB"}
	names     = []string{"Ada", "Grace Hopper", "Ken", "王芳", "João", "Chandra", "Yuki", "Brontë"}
	tags      = []string{"new", "vip", "mobile", "web", "discount", "returning", "eu", "gift-card"}
	notes     = []string{"leave at the door", `call before "delivery"`, "line 1\nline 2", "grüße an alle", "fragile"}
)

// makeOrders makes n records, the same at each run. Texts that are not ASCII, that
// JSON escapes and that CSV quotes, empty lists and missing notes occur.
func makeOrders(n int) []order {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]order, n)
	for i := range out {
		o := &out[i]
		o.ID = r.Int64N(1 << 40)
		o.Customer = letters(r, 6+r.IntN(10)) + "@example.org"
		o.SKU = "SKU-" + strconv.Itoa(10_000+r.IntN(90_000))
		o.Price = float64(r.IntN(20_000)) / 100
		o.Placed = time.UnixMilli(1_700_000_000_000 + r.Int64N(1_000_000_000)).UTC()
		o.Express = r.IntN(2) == 0
		o.State = pick(r, states)
		o.Tags = make([]string, r.IntN(5))
		for k := range o.Tags {
			o.Tags[k] = pick(r, tags)
		}
		o.Buyer = buyer{ID: r.Int64N(1 << 20), Name: pick(r, names), Country: pick(r, countries)}
		o.Token = []byte(letters(r, 8))
		o.Total.set(r.Int64N(10_000_000) - 100_000)
		if r.IntN(3) == 0 {
			note := pick(r, notes)
			o.Note = &note
		}
	}
	return out
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

func letters(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for k := range b {
		b[k] = byte('a' + r.IntN(26))
	}
	return string(b)
}
