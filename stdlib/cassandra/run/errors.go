package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"

	gocql "github.com/apache/cassandra-gocql-driver/v2"

	"github.com/flowc-lang/flowc/runtime/record"
)

// refusedCode is the run-time code of a row that the cluster refuses.
const refusedCode = "R0304"

var (
	errTombstone = errors.New("a record without a value, and the sink does not delete: set on_tombstone = delete")
	errNoKey     = errors.New("a record without a value and without a key says nothing to delete")
)

// verdict is what to do about an error of the cluster.
type verdict uint8

const (
	again   verdict = iota + 1 // it may heal: write again
	badRow                     // what was sent is refused, and will be again
	forGood                    // no write can succeed
)

// judge decides what an error of a request means. What it does not know is taken
// for trouble on the way, which is what most of gocql's own errors are.
func judge(err error) verdict {
	var e gocql.RequestError
	if !errors.As(err, &e) {
		return again
	}
	switch e.Code() {
	case gocql.ErrCodeInvalid, gocql.ErrCodeSyntax, gocql.ErrCodeConfig, gocql.ErrCodeFunctionFailure:
		return badRow
	case gocql.ErrCodeUnauthorized, gocql.ErrCodeCredentials:
		return forGood
	}
	return again
}

// plain is an error of gocql or of the network as people should read it: one line,
// without the driver's name, with what counts.
func plain(err error) error {
	if text := explain(err); text != "" {
		return &told{text, err}
	}
	return err
}

// told is an error with a text of ours. What it wraps is for errors.As alone.
type told struct {
	text string
	err  error
}

func (t *told) Error() string { return t.text }
func (t *told) Unwrap() error { return t.err }

func explain(err error) string {
	var request gocql.RequestError
	var errno syscall.Errno
	var dns *net.DNSError
	switch {
	case errors.As(err, &request):
		return answer(request)
	case errors.As(err, &errno):
		return errno.Error()
	case errors.As(err, &dns):
		return dns.Err + ": " + dns.Name
	case errors.Is(err, gocql.ErrTimeoutNoResponse):
		return "no answer in time"
	case errors.Is(err, gocql.ErrNoConnections), errors.Is(err, gocql.ErrNoConnectionsStarted):
		return "no node can be reached"
	case errors.Is(err, gocql.ErrConnectionClosed):
		return "connection lost"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "no answer in time"
	}
	return strings.TrimPrefix(oneLine(err.Error()), "gocql: ")
}

// answer is an error of the cluster in words.
func answer(err gocql.RequestError) string {
	switch e := err.(type) {
	case *gocql.RequestErrUnavailable:
		return fmt.Sprintf("unavailable: %d of %d replicas", e.Alive, e.Required)
	case *gocql.RequestErrWriteTimeout:
		return fmt.Sprintf("write timeout: %d of %d replicas answered", e.Received, e.BlockFor)
	case *gocql.RequestErrWriteFailure:
		return fmt.Sprintf("write failure: %d of %d replicas wrote, %d failed", e.Received, e.BlockFor, e.NumFailures)
	case *gocql.RequestErrOverloaded:
		return "overloaded: " + oneLine(e.Message())
	case *gocql.RequestErrBootstrapping:
		return "the node is still starting"
	}
	return oneLine(err.Message())
}

// oneLine is s with its line ends made blanks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// place says where rows came from: orders[3] offsets 71..170.
func place(b *record.Batch, from, to int64) string {
	split := ""
	if b.Topic != "" {
		split = fmt.Sprintf("%s[%d] ", b.Topic, b.Partition)
	}
	if from == to {
		return fmt.Sprintf("%soffset %d", split, from)
	}
	return fmt.Sprintf("%soffsets %d..%d", split, from, to)
}
