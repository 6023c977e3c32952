package kafka

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// refusals are the answers of a broker that waiting does not change.
var refusals = []error{
	kerr.SaslAuthenticationFailed,
	kerr.UnsupportedSaslMechanism,
	kerr.IllegalSaslState,
	kerr.TopicAuthorizationFailed,
	kerr.GroupAuthorizationFailed,
	kerr.ClusterAuthorizationFailed,
	kerr.TransactionalIDAuthorizationFailed,
	kerr.InvalidTopicException,
	kerr.InvalidPartitions,
	kerr.InvalidReplicationFactor,
	kerr.InvalidConfig,
	kerr.PolicyViolation,
	kerr.MessageTooLarge,
	kerr.RecordListTooLarge,
	kerr.InvalidRecord,
	kerr.InvalidTimestamp,
	kerr.InvalidGroupID,
	kerr.FencedInstanceID,
	kerr.InvalidSessionTimeout,
	kerr.InconsistentGroupProtocol,
	kerr.UnsupportedVersion,
	kerr.UnsupportedForMessageFormat,
	kgo.ErrClientClosed,
}

// Heals reports whether err may go away by itself: the network, a broker that
// restarts, a leader that moves. Unknown errors are thought to heal, since a
// worker that waits loses nothing; what a broker refuses for good does not.
func Heals(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	for _, r := range refusals {
		if errors.Is(err, r) {
			return false
		}
	}
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	return !errors.As(err, &certificate) && !errors.As(err, &authority)
}

// ErrStalled is why something was given up that the client would have tried for
// ever.
var ErrStalled = errors.New("no answer from the brokers")

// hidesCause reports whether err only says that time or attempts ran out.
func hidesCause(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrStalled) || errors.Is(err, kgo.ErrRecordRetries)
}
