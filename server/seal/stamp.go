package seal

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/digitorus/timestamp"
)

const (
	stampTime   = 10 * time.Second // for a whole answer
	stampAnswer = 64 << 10         // bytes that it may have
)

// Stamp asks a time-stamp authority (RFC 3161) at an address for each value, for pdf.Signature. The client may be nil
// for the usual one; where it has no time limit, 10 seconds is the limit. The errors are sentences for an operator, and
// name of the address only the host.
func Stamp(address string, client *http.Client) func(value []byte) ([]byte, error) {
	if client == nil {
		client = http.DefaultClient
	}
	return func(value []byte) ([]byte, error) {
		host := address
		if at, err := url.Parse(address); err == nil {
			host = at.Host
		}
		token, err := ask(address, client, value)
		if err != nil {
			return nil, fmt.Errorf("the time-stamp authority at %s %w", host, err)
		}
		return token, nil
	}
}

func ask(address string, client *http.Client, value []byte) ([]byte, error) {
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 64))
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(value)
	asked := timestamp.Request{HashAlgorithm: crypto.SHA256, HashedMessage: hash[:], Certificates: true, Nonce: nonce}
	query, err := asked.Marshal()
	if err != nil {
		return nil, err
	}
	answer, err := post(address, client, query)
	if err != nil {
		return nil, err
	}
	given, err := timestamp.ParseResponse(answer)
	if err != nil {
		return nil, fmt.Errorf("gave no time-stamp: %w", err)
	}
	switch {
	case given.HashAlgorithm != crypto.SHA256 || !bytes.Equal(given.HashedMessage, hash[:]):
		return nil, errors.New("gave a time-stamp for something else")
	case given.Nonce == nil || given.Nonce.Cmp(nonce) != 0:
		return nil, errors.New("gave an old time-stamp, or one for another request")
	case len(given.Certificates) == 0:
		return nil, errors.New("gave a time-stamp without its certificate, which cannot be checked")
	}
	return given.RawToken, nil
}

// post sends a query and reads a whole answer.
func post(address string, client *http.Client, query []byte) ([]byte, error) {
	limit := client.Timeout
	if limit == 0 {
		limit = stampTime
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(query))
	if err != nil {
		return nil, errors.New("has an address that is none")
	}
	request.Header.Set("Content-Type", "application/timestamp-query")
	here := *client
	here.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // to no other address
	response, err := here.Do(request)
	if err != nil {
		return nil, unreached(err, limit)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("answered with status %d", response.StatusCode)
	}
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); kind != "application/timestamp-reply" {
		return nil, errors.New("answered with something other than a time-stamp")
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, stampAnswer+1))
	switch {
	case err != nil:
		return nil, unreached(err, limit)
	case len(answer) > stampAnswer:
		return nil, fmt.Errorf("answered with more than %d KiB", stampAnswer>>10)
	}
	return answer, nil
}

// unreached says why there is no answer; Go's words would have the whole address in them.
func unreached(err error, limit time.Duration) error {
	if slow := net.Error(nil); errors.As(err, &slow) && slow.Timeout() {
		return fmt.Errorf("did not answer within %s", limit)
	}
	if inside := new(url.Error); errors.As(err, &inside) {
		err = inside.Err
	}
	return fmt.Errorf("cannot be reached: %w", err)
}
