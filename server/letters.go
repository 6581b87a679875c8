package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"strategyroom/server/mail"
)

// letters says who takes the e-mails that are sent. Without it none is.
type letters struct {
	Server   string `env:"STRATEGYROOM_SMTP" name:"smtp" placeholder:"HOST:PORT" help:"Server that takes e-mails: by TLS on port 465, else by STARTTLS, without either on this machine only. Without it, the chair passes links on."`
	From     string `env:"STRATEGYROOM_SMTP_FROM" name:"smtp-from" placeholder:"ADDRESS" help:"The address that e-mails come from, such as meetings@example.org."`
	User     string `env:"STRATEGYROOM_SMTP_USER" name:"smtp-user" placeholder:"NAME" help:"The name by which --smtp knows this installation."`
	Password string `env:"STRATEGYROOM_SMTP_PASSWORD_FILE" name:"smtp-password-file" placeholder:"FILE" help:"File whose first line is the password of --smtp-user; readable by this user alone."`
}

// valid refuses flags that stand alone or name nothing that letters could go to or come from.
func (l letters) valid() error {
	if (l.Server == "") != (l.From == "") {
		return errors.New("--smtp and --smtp-from go together: give both or neither")
	}
	if (l.User == "") != (l.Password == "") || l.User != "" && l.Server == "" {
		return errors.New("--smtp-user and --smtp-password-file go together, with --smtp: give both or neither")
	}
	if l.Server == "" {
		return nil
	}
	_, err := l.post("", "", nil)
	return err
}

// codes says how guests who have to be known get theirs.
func (l letters) codes() string {
	if l.Server == "" {
		return "by whoever lets them in (without --smtp no codes are sent)"
	}
	return "by whoever lets them in or by a code that is sent through " + l.Server
}

// open is the post, nil where there is none. Nobody is called.
func (l letters) open(log *slog.Logger) (mail.Post, error) {
	if l.Server == "" {
		return nil, nil
	}
	password, err := l.password()
	if err != nil {
		return nil, fmt.Errorf("--smtp-password-file: %w", err)
	}
	post, err := l.post(l.User, password, log)
	if err != nil {
		return nil, err
	}
	return post, nil
}

func (l letters) post(user, password string, log *slog.Logger) (*mail.SMTP, error) {
	post, err := mail.Open(mail.Settings{Server: l.Server, Cover: mail.Usual(l.Server), User: user, Password: password,
		From: l.From, Log: log, Now: time.Now, Random: rand.Reader})
	if err != nil {
		err = fmt.Errorf("--smtp, --smtp-from: %w", err)
	}
	return post, err
}

// password is the first line of a file that only its owner may be able to read; empty where there is no user.
func (l letters) password() (string, error) {
	if l.User == "" {
		return "", nil
	}
	about, err := os.Stat(l.Password)
	if err != nil {
		return "", fmt.Errorf("%s cannot be read (%w)", l.Password, cause(err))
	}
	if mode := about.Mode().Perm(); mode&0o077 != 0 {
		return "", fmt.Errorf("%s can be read by others on this machine (%04o): chmod 600 it", l.Password, mode)
	}
	text, err := os.ReadFile(l.Password)
	if err != nil {
		return "", fmt.Errorf("%s cannot be read (%w)", l.Password, cause(err))
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return "", fmt.Errorf("there is no password in %s", l.Password)
	}
	return line, nil
}
