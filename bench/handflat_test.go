package bench

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	gocql "github.com/apache/cassandra-gocql-driver/v2"
	"gopkg.in/inf.v0"

	"github.com/flowc-lang/flowc/runtime/record"
)

var columns = []string{"id", "customer", "sku", "price", "placed", "express", "state", "tags", "buyer_id", "buyer_name", "buyer_country", "token", "total", "note"}

// handCSVToAvro reads one row at a time with encoding/csv, as the generated code
// does: the source has found the ends of the rows already.
func handCSVToAvro(h *hand) func([]byte) error {
	var text bytes.Reader
	lines := csv.NewReader(&text)
	lines.ReuseRecord = true
	lines.FieldsPerRecord = len(columns)
	return func(value []byte) error {
		text.Reset(value)
		row, err := lines.Read()
		if err != nil {
			return err
		}
		if err := h.o.parse(row); err != nil {
			return err
		}
		return h.writeAvro(&h.o)
	}
}

// parse fills o from the cells of a row.
func (o *order) parse(row []string) (err error) {
	number := func(s string) int64 {
		v, e := strconv.ParseInt(s, 10, 64)
		err = firstOf(err, e)
		return v
	}
	o.ID, o.Customer, o.SKU = number(row[0]), row[1], row[2]
	var e error
	o.Price, e = strconv.ParseFloat(row[3], 64)
	err = firstOf(err, e)
	o.Placed, e = time.Parse(time.RFC3339, row[4])
	err = firstOf(err, e)
	o.Express, e = strconv.ParseBool(row[5])
	err = firstOf(err, e)
	o.State, o.Tags = row[6], o.Tags[:0]
	for t := range strings.SplitSeq(row[7], "|") {
		o.Tags = append(o.Tags, t)
	}
	o.Buyer = buyer{ID: number(row[8]), Name: row[9], Country: row[10]}
	o.Token, e = base64.StdEncoding.AppendDecode(o.Token[:0], []byte(row[11]))
	err = firstOf(err, e)
	total, e := parseCents([]byte(row[12]))
	err = firstOf(err, e)
	o.Total.set(total)
	if o.Note = nil; row[13] != "" {
		o.Note = &row[13]
	}
	return err
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// cells are the types of the columns of orders.cql, in its order.
var cells = []gocql.TypeInfo{
	native(gocql.TypeVarchar), native(gocql.TypeBigInt), native(gocql.TypeVarchar), native(gocql.TypeDouble), native(gocql.TypeTimestamp),
	native(gocql.TypeBoolean), native(gocql.TypeVarchar), gocql.NewNativeType(protocol, gocql.TypeList, "text"), native(gocql.TypeBigInt), native(gocql.TypeVarchar),
	native(gocql.TypeVarchar), native(gocql.TypeBlob), native(gocql.TypeDecimal), native(gocql.TypeVarchar),
	native(gocql.TypeBigInt), // the time of writing
}

const protocol = 4

func native(t gocql.Type) gocql.TypeInfo { return gocql.NewNativeType(protocol, t, "") }

// handAvroToCells encodes with gocql what its driver encodes for a bound query.
func handAvroToCells(h *hand) func([]byte) error {
	values := make([]any, len(cells))
	var total inf.Dec
	return func(value []byte) error {
		if err := h.readOrder(value); err != nil {
			return err
		}
		o := &h.o
		total.SetUnscaled(o.Total.cents()).SetScale(2)
		stamp := int64(timestamp) * 1000
		values = append(values[:0], &o.Customer, &o.ID, &o.SKU, &o.Price, &o.Placed, &o.Express, &o.State,
			&o.Tags, &o.Buyer.ID, &o.Buyer.Name, &o.Buyer.Country, &o.Token, &total, o.Note, &stamp)
		for k, v := range values {
			cell, err := gocql.Marshal(cells[k], v)
			if err != nil {
				return err
			}
			h.cell(cell)
		}
		return nil
	}
}

// cell appends a cell; a nil one leaves its column as it is.
func (h *hand) cell(b []byte) {
	if b == nil {
		h.out.Slab = record.AppendCQLUnset(h.out.Slab)
		return
	}
	h.out.Slab = append(binary.BigEndian.AppendUint32(h.out.Slab, uint32(len(b))), b...)
}
