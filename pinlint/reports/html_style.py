"""The stylesheets of the HTML report and of the pictures of graphs, for light and dark screens, and for paper."""

from __future__ import annotations

_LIGHT = """\
--ground:#ffffff;--raised:#f5f7f9;--text:#1c2127;--muted:#55606b;--line:#d3dae1;--link:#0b57a4;
--error:#a8201a;--error-ground:#fdeeed;--warning:#7a5200;--warning-ground:#fff5dc;--info:#0b57a4;--info-ground:#eaf2fb;
--good:#1d6b33;--good-ground:#e9f5ec;--mark:#ffe3a3;--mark-text:#1c2127;--edge:#9aa5b1;
--installs:#0b57a4;--compiles:#1d6b33;--bounds:#7a5200;--other:#6b5590;"""
_DARK = """\
--ground:#11161c;--raised:#1a2129;--text:#e4eaf0;--muted:#a3afbb;--line:#323d48;--link:#86bdfa;
--error:#ff9c93;--error-ground:#3a1d1c;--warning:#f0c15f;--warning-ground:#33290f;--info:#86bdfa;--info-ground:#162b42;
--good:#7dd394;--good-ground:#16301d;--mark:#6b5210;--mark-text:#ffffff;--edge:#66727e;
--installs:#86bdfa;--compiles:#7dd394;--bounds:#f0c15f;--other:#c3a8ee;"""

_THEMES = f""":root{{color-scheme:light dark;{_LIGHT}}}
@media screen and (prefers-color-scheme:dark){{:root{{{_DARK}}}}}
"""
#: How nodes and edges look.
_DRAWING = """\
.picture text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--text)}
.picture .words{fill:var(--muted)}
.ground{fill:var(--ground)}
.node rect{fill:var(--good-ground);stroke:var(--good);stroke-width:1.2}
.node.file rect,.node.environment rect,.node.outside rect{fill:var(--raised);stroke:var(--muted)}
.node.environment rect{stroke:var(--installs);rx:12px}
.node.stale rect{fill:var(--error-ground);stroke:var(--error);stroke-width:2.4}
.node.orphan rect{fill:var(--warning-ground);stroke:var(--warning);stroke-width:1.6;stroke-dasharray:6 3}
.node.unproven rect{fill:var(--raised);stroke:var(--muted);stroke-dasharray:2 2}
.edge{fill:none;stroke:var(--edge);stroke-width:1.2}
.tip{fill:var(--edge)}
.kind-installs,.kind-removes{stroke:var(--installs);stroke-width:1.6}
.kind-compiles,.kind-exports,.kind-produces{stroke:var(--compiles);stroke-width:1.6}
.kind-bounds{stroke:var(--bounds);stroke-width:1.6;stroke-dasharray:6 3}
.kind-declares,.kind-tests{stroke:var(--other);stroke-width:1.6}
.kind-removes,.kind-exports{stroke-dasharray:6 3}
.kind-tests,.kind-produces{stroke-dasharray:2 3}
"""
_PAGE = """\
*{box-sizing:border-box}
html{background:var(--ground);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
-webkit-text-size-adjust:100%}
body{max-width:70rem;margin:0 auto;padding:1.5rem 1.25rem 3rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.2rem;line-height:1.3;margin:2rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1rem;line-height:1.4;margin:0;display:flex;flex-wrap:wrap;gap:.25rem .6rem;align-items:baseline}
p,ul{margin:.4rem 0}
ul{padding-left:1.2rem}
a{color:var(--link)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.8125rem}
code,.excerpt,.command{unicode-bidi:isolate-override;direction:ltr}
pre{margin:.4rem 0;padding:.5rem .75rem;background:var(--raised);border:1px solid var(--line);border-radius:6px;
overflow-x:auto;line-height:1.55;overflow-wrap:normal}
mark{background:var(--mark);color:var(--mark-text);border-radius:2px;padding:1px 0}
summary{cursor:pointer;color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
[hidden]{display:none!important}
.tool{color:var(--muted);font-size:.875rem;margin:0 0 .25rem}
.lead{font-size:1.05rem}
.quiet,.place,.count{color:var(--muted);font-size:.875rem;font-weight:400}
.badge{display:inline-block;white-space:nowrap;padding:0 .5rem;border:1px solid;border-radius:999px;font-size:.8125rem;
font-weight:600;line-height:1.5rem;color:var(--muted);background:var(--raised)}
.badge.error,.badge.stale{color:var(--error);background:var(--error-ground)}
.badge.warning{color:var(--warning);background:var(--warning-ground)}
.badge.info{color:var(--info);background:var(--info-ground)}
.badge.fresh,.badge.none{color:var(--good);background:var(--good-ground)}
.badges{display:flex;flex-wrap:wrap;gap:.4rem;margin:.5rem 0}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line)}
thead th{color:var(--muted);font-weight:600;white-space:nowrap}
tbody th{font-weight:400;min-width:9rem}
tr:target{background:var(--mark);color:var(--mark-text)}
.number{text-align:right;font-variant-numeric:tabular-nums}
.command{white-space:pre-wrap}
#filters{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center;padding:.6rem .75rem;background:var(--raised);
border:1px solid var(--line);border-radius:6px;font-size:.875rem;margin:0 0 1rem}
#filters label,.chooser label{display:inline-flex;gap:.35rem;align-items:center;min-width:0}
#filters output{color:var(--muted);margin-left:auto}
input[type=search],select,button{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--muted);
border-radius:4px;padding:.2rem .45rem;min-width:0;max-width:100%}
button{cursor:pointer}
.cause{margin:0 0 1.5rem;padding-left:.9rem;border-left:3px solid var(--line)}
.cause.error{border-color:var(--error)}
.cause.warning{border-color:var(--warning)}
.cause.info{border-color:var(--info)}
.finding{margin:.7rem 0}
.finding p{margin:.15rem 0}
.related{list-style:none;padding:0 0 0 .75rem;border-left:2px solid var(--line);font-size:.875rem}
.help b{font-size:.875rem}
.excerpt i{font-style:normal;color:var(--muted);user-select:none}
.graph{margin:.75rem 0;padding:.25rem 0}
.graph>summary::marker{color:var(--muted)}
summary h3{display:inline-flex;vertical-align:middle;max-width:calc(100% - 1.5rem);color:var(--text)}
.scroll{margin:.6rem 0;padding:.25rem;overflow:auto;max-height:42rem;border:1px solid var(--line);border-radius:6px}
.scroll:empty{display:none}
.scroll svg{display:block}
.chooser{display:flex;gap:.6rem;flex-wrap:wrap;font-size:.875rem;margin:.6rem 0}
.picture a{text-decoration:none}
.picking .edge[data-from]:not(.near),.picking .node[data-node]:not(.near),.picking .tip{opacity:.18}
.picking .edge.near{stroke-width:2.2}
footer{margin-top:3rem;padding-top:.75rem;border-top:1px solid var(--line);color:var(--muted);font-size:.875rem}
@media (max-width:40rem){
body{padding:1rem .9rem 2rem}
table,thead,tbody,tr,th,td{display:block;text-align:left}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr{padding:.5rem 0;border-bottom:1px solid var(--line)}
th,td{padding:.1rem 0;border:0}
td:empty{display:none}
td[data-label]::before{content:attr(data-label) ": ";color:var(--muted)}
.number{text-align:left}
#filters label{flex-wrap:wrap}
#filters output{margin-left:0}
}
@media print{
body{max-width:none;padding:0;font-size:11pt}
#filters,.chooser{display:none}
.scroll{max-height:none;overflow:visible;border:0}
.scroll svg{max-width:100%;height:auto}
.finding,tr{break-inside:avoid}
h2,h3{break-after:avoid}
pre{white-space:pre-wrap}
}
"""
#: For a picture that is a file of its own.
PICTURE = (_THEMES + _DRAWING).rstrip("\n")
#: For a page.
PAGE = (_THEMES + _PAGE + _DRAWING).rstrip("\n")
