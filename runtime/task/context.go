package task

import (
	"slices"
	"strconv"

	"github.com/flowc-lang/flowc/runtime/record"
)

// The headers of a dead letter that say what went wrong begin with these: our own, and
// those by which Kafka Connect's tools know it.
const (
	contextPrefix = "__flowc.errors."
	connectPrefix = "__connect.errors."
)

// contextWords are what our headers say, behind contextPrefix; a header stands only where
// there is something to say. head is the header line of the file that a row of CSV is from,
// member which topic of a family a record is from: without them it could not be read again.
var contextWords = []string{"pipeline", "stage", "code", "field", "byte", "place", "head", "member"}

var connectWords = []string{
	"topic", "partition", "offset", "connector.name", "task.id", "stage",
	"class.name", "exception.class.name", "exception.message", "exception.stacktrace",
}

// contextNames are the names of all of these headers. A record that has them comes from a
// topic of dead letters itself: what it failed of before is not what it fails of now.
var contextNames = slices.Concat(prefixed(contextPrefix, contextWords), prefixed(connectPrefix, connectWords))

func prefixed(prefix string, words []string) []string {
	out := make([]string, len(words))
	for k, w := range words {
		out[k] = prefix + w
	}
	return out
}

// appendContext appends our headers.
func appendContext(d []byte, l *Letter) []byte {
	at := ""
	switch {
	case l.Byte >= 0 && l.InKey:
		at = "key:" + strconv.Itoa(l.Byte)
	case l.Byte >= 0:
		at = strconv.Itoa(l.Byte)
	}
	member := ""
	if l.member > 0 {
		member = strconv.Itoa(int(l.member))
	}
	for k, text := range [...]string{l.Pipeline, l.Stage, l.Code, l.Field, at, l.Place, string(l.head), member} {
		if text != "" {
			d = record.AppendHeader(d, contextPrefix+contextWords[k], []byte(text))
		}
	}
	return d
}

// connectStage is Kafka Connect's word for where a record failed.
func connectStage(l *Letter) string {
	switch {
	case l.Stage == stageDecode && l.InKey:
		return "KEY_CONVERTER"
	case l.Stage == stageDecode:
		return "VALUE_CONVERTER"
	case l.Stage == stageWrite:
		return "TASK_PUT"
	}
	return "TRANSFORMATION"
}

// appendConnectContext appends the headers by which Kafka Connect says what went wrong with
// a dead letter, so that tools that know them go on working. Where Connect names Java
// classes and a stack, they hold what stands here for them: the stage, the code and the
// place in the .flow file.
func appendConnectContext(d []byte, l *Letter) []byte {
	for k, text := range [...]string{
		l.Topic, strconv.Itoa(int(l.Partition)), strconv.FormatInt(l.Offset, 10), l.Pipeline, strconv.Itoa(int(l.Task)),
		connectStage(l), l.Stage, l.Code, l.Message, l.Place,
	} {
		d = record.AppendHeader(d, connectPrefix+connectWords[k], []byte(text))
	}
	return d
}
