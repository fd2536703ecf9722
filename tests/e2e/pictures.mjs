// The pictures of docs/: `node tests/e2e/scenario.mjs FOLDER pictures` saves them for looking at. With PICTURES_CACHE
// naming a cache that has the standard library compiled it takes a minute. No part of the tests, which check the same.

import { STEP_TIMEOUT } from "./checks.mjs";
import { LENS, serverReady } from "./trusted.mjs";

export const SERVICE = `package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"example.com/hello/shape"
)

var version = "devel"

func main() {
	address := ":8080"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	http.HandleFunc("/area", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, shape.Area(shape.Parse(r.FormValue("points"))))
	})
	log.Printf("svc %s listens on %s", version, address)
	log.Fatal(http.ListenAndServe(address, nil))
}
`;

const SHAPE = `// Package shape has polygons.
package shape

import (
	"fmt"
	"strconv"
	"strings"
)

// Point is a place in the plane.
type Point struct{ X, Y float64 }

// Parse reads "0,0 1,0 1,1".
func Parse(text string) []*Point {
	var points []*Point
	for _, field := range strings.Fields(text) {
		x, y, _ := strings.Cut(field, ",")
		point := &Point{number(x), number(y)}
		points = append(points, point)
	}
	return points
}

func number(text string) float64 {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return value
}

// Area is that of a polygon.
func Area(points []*Point) float64 {
	sum := 0.0
	for i := 0; i < len(points); i++ {
		j := (i + 1) % len(points)
		sum += points[i].X*points[j].Y - points[j].X*points[i].Y
	}
	return sum / 2
}

// Label names a point.
func Label(name string, number int) string { return fmt.Sprintf("%s-%d", name, number) }
`;

export const SHAPES = { "shape/shape.go": SHAPE };

const TARGETS = ["linux/amd64", "linux/arm64"];

/** Milliseconds for a build that may have to compile something. */
const PATIENCE = 30 * STEP_TIMEOUT;

export async function picturesScenario(checks, window, workspace) {
  const take = (name, clip) => checks.save(name, clip);
  await serverReady(window);
  workspace.configure({ "goBindery.build.output": "dist/", "goBindery.build.targets": TARGETS });
  await window.openFile("shape.go");
  await window.find(LENS, { text: /2 escapes/ });
  await window.act(18, 12, "Show why &Point{...} escapes to the heap");
  await window.find(".monaco-hover:visible", { text: "escapes to heap" });
  await take("escape-lens", { x: 352, y: 62, width: 928, height: 560 });
  await window.closeHover();
  await window.goTo(43, 62);
  await window.find('.editor-instance [class*="lightbulb" i]');
  await window.keyboard.press("Control+Period");
  await window.find(".action-widget .monaco-list-row.action", { text: "without fmt.Sprintf" });
  await take("improve", { x: 352, y: 440, width: 760, height: 320 });
  await window.keyboard.press("Escape");
  await sizes(take, window);
  await checks.check("the pictures are taken", () => undefined);
}

async function sizes(take, window) {
  await window.openFile("main.go");
  await window.run("Go Bindery: Build Static Binary");
  await window.notification("Built ", { timeout: PATIENCE });
  await take("built", { x: 640, y: 660, width: 640, height: 180 });
  await window.clearNotifications();
  await window.find(".editor-instance .view-line", { text: /net\/http".*\+[\d.]+\sMB/, timeout: PATIENCE });
  await take("import-costs", { x: 352, y: 62, width: 640, height: 350 });
  await window.run("Go Bindery: Show Size Report");
  const page = window.webview;
  await page.find(".status", { text: "all accounted for" });
  await (await page.find('select[aria-label="Sum by"]')).selectOption("symbol");
  await (await page.find('input[type="search"]')).fill("net/http.(*Server).Serve");
  await (await page.find("tbody tr button", { text: "net/http.(*Server).Serve" })).click();
  await page.find(".goes", { text: /\d bytes in/ });
  await (await page.find('input[type="search"]')).fill("");
  await (await page.find('select[aria-label="Sum by"]')).selectOption("package");
  await take("size-panel", { x: 352, y: 62, width: 928, height: 764 });
  await window.openFile("main.go");
  await window.run("Go Bindery: Build All Targets");
  await window.notification("Built for 2 targets in", { timeout: PATIENCE });
  await take("all-targets", { x: 812, y: 700, width: 468, height: 132 });
}

/** What the server gets besides: a cache that need not be filled. */
export function preparePictures() {
  const cache = process.env.PICTURES_CACHE;
  return { extensions: [], env: cache === undefined ? {} : { BINDERY_CACHE: cache } };
}
