// A program of database/sql over SQLite, translated from C to Go: tables, transactions, prepared statements, scans, errors.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

const schema = `
create table authors (id integer primary key, name text not null unique, born date);
create table books (id integer primary key, author integer not null references authors(id) on delete cascade,
	title text not null, price real check (price >= 0), cover blob, sold integer default 0);
create index by_title on books(title);
create view cheap as select title, price from books where price < 10;
create trigger sale after update of sold on books begin
	insert into journal(what) values ('sold ' || new.title || ' ' || new.sold);
end;
create table journal (n integer primary key autoincrement, what text);
`

func fill(db *sql.DB) {
	tx, err := db.Begin()
	check(err)
	author, err := tx.Prepare("insert into authors(name, born) values (?, ?)")
	check(err)
	book, err := tx.Prepare("insert into books(author, title, price, cover) values ($1, $2, $3, $4)")
	check(err)
	for i := range 50 {
		r, err := author.Exec(fmt.Sprintf("author %02d", i), time.Date(1900+i, 1, 1, 0, 0, 0, 0, time.UTC))
		check(err)
		id, err := r.LastInsertId()
		check(err)
		for j := range 20 {
			_, err := book.Exec(id, fmt.Sprintf("title %02d.%02d ü", i, j), float64(i*j%37)+0.5, []byte{byte(i), 0, byte(j)})
			check(err)
		}
	}
	check(tx.Commit())
}

func print(db *sql.DB, query string, args ...any) {
	rows, err := db.Query(query, args...)
	if err != nil {
		fmt.Println("query:", err)
		return
	}
	defer rows.Close()
	columns, err := rows.Columns()
	check(err)
	fmt.Println("--", strings.Join(columns, "|"))
	for rows.Next() {
		cells := make([]any, len(columns))
		places := make([]any, len(columns))
		for i := range cells {
			places[i] = &cells[i]
		}
		check(rows.Scan(places...))
		for _, cell := range cells {
			fmt.Printf("%v|", cell)
		}
		fmt.Println()
	}
	check(rows.Err())
}

func concurrently(db *sql.DB) {
	db.SetMaxOpenConns(8)
	var wg sync.WaitGroup
	sums := make([]float64, 16)
	for i := range sums {
		wg.Go(func() {
			for range 20 {
				var sum float64
				check(db.QueryRow("select sum(price) from books where author % 16 = ?", i).Scan(&sum))
				sums[i] += sum
			}
		})
	}
	wg.Wait()
	fmt.Println(sums)
}

func main() {
	folder, err := os.MkdirTemp("", "sqlite")
	check(err)
	defer os.RemoveAll(folder)
	db, err := sql.Open("sqlite", filepath.Join(folder, "books.db")+"?_pragma=foreign_keys(1)&_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)")
	check(err)
	defer db.Close()
	check(db.Ping())
	_, err = db.Exec(schema)
	check(err)
	fill(db)
	print(db, "select count(*), sum(price), avg(price), min(title), max(title) from books")
	print(db, "select a.name, count(*) as n, sum(b.price) from authors a join books b on b.author = a.id group by a.id having sum(b.price) > 300 order by 3 desc, 1 limit 5")
	print(db, "select * from cheap where title like 'title 1%' order by price, title limit 5")
	print(db, "with recursive f(n, a, b) as (select 1, 0, 1 union all select n + 1, b, a + b from f where n < 60) select n, a from f where n % 10 = 0")
	print(db, "select title, row_number() over (order by price desc, title), hex(cover) from books limit 3")
	print(db, "select json_extract('{\"a\":[1,2,{\"b\":\"c\"}]}', '$.a[2].b'), strftime('%Y', '2026-11-23'), printf('%05.2f', 3.14159), round(2.5), abs(-3), typeof(null), upper('ü' || 'x'), length('日本')")
	tx, err := db.BeginTx(context.Background(), nil)
	check(err)
	r, err := tx.Exec("update books set sold = sold + 1 where title like '%.07%'")
	check(err)
	fmt.Println(r.RowsAffected())
	check(tx.Rollback())
	_, err = db.Exec("update books set sold = 3 where id in (5, 6)")
	check(err)
	print(db, "select * from journal")
	_, err = db.Exec("insert into authors(name) values ('author 01')")
	fmt.Println(err)
	_, err = db.Exec("insert into books(author, title) values (1000, 'x')")
	fmt.Println(err)
	_, err = db.Exec("insert into books(author, title, price) values (1, 'x', -1)")
	fmt.Println(err)
	_, err = db.Exec("selec 1")
	fmt.Println(err)
	_, err = db.Exec("delete from authors where id <= 10")
	check(err)
	print(db, "select count(*) from books")
	var name sql.NullString
	var born time.Time
	check(db.QueryRow("select name, born from authors where id = 20").Scan(&name, &born))
	fmt.Println(name, born)
	err = db.QueryRow("select name from authors where id = 1").Scan(&name)
	fmt.Println(err, errors.Is(err, sql.ErrNoRows))
	var n int
	fmt.Println(db.QueryRow("select 'text'").Scan(&n))
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err = db.ExecContext(ctx, "with recursive f(n) as (select 1 union all select n + 1 from f) select count(*) from f")
	fmt.Println(err != nil)
	concurrently(db)
	print(db, "pragma integrity_check")
	var plan [3]int
	var text string
	check(db.QueryRow("explain query plan select * from books where title = 'x'").Scan(&plan[0], &plan[1], &plan[2], &text))
	fmt.Println(text)
}
