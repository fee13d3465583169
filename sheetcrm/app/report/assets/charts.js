"use strict";
(() => {
  const { lang, magnitudes, charts } = JSON.parse(document.getElementById("figures").textContent);
  const boxes = [...document.querySelectorAll("[data-chart]")];
  const drawn = new Map();
  const NARROW = 440; // pixels a chart is wide on a phone, or on half a sheet of paper
  const HALF_A_SHEET = 330;
  const LONGEST_NAME = 44; // letters beside a bar; the tooltip and the table have the whole name

  const plain = new Intl.NumberFormat(lang === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: 2 });

  function onAxis(number, chart) {
    if (chart.percent) return `${plain.format(number)} %`;
    const found = chart.money && magnitudes.find(([size]) => Math.abs(number) >= size);
    return found ? `${plain.format(number / found[0])} ${found[1]}` : plain.format(number);
  }

  function colours() {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(
      ["ink", "soft", "line", "card", "first", "second"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
    );
  }

  function short(name) {
    return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
  }

  // Built as elements, not as HTML text: names come from what people typed.
  function tip(chart, place) {
    const box = document.createElement("div");
    const title = box.appendChild(document.createElement("b"));
    title.textContent = chart.places[place];
    for (const one of chart.series) {
      const line = box.appendChild(document.createElement("div"));
      line.textContent = `${one.name}: ${one.texts[place]}`;
    }
    return box;
  }

  function endOfBar(chart, series) {
    const bars = chart.series.filter((one) => one.shape === "bar");
    const beside = bars.length === 1 ? chart.series.filter((one) => one.shape === "text") : [];
    return (place) => [series, ...beside].filter((one) => one.values[place] !== null).map((one) => one.labels[place]).join(" · ");
  }

  function marks(chart, ink, narrow) {
    return chart.series.filter((one) => one.shape !== "text").map((one, index) => {
      const colour = index ? ink.second : ink.first;
      const said = endOfBar(chart, one);
      return {
        name: one.name,
        type: one.shape,
        data: one.values.map((value) => (value === null ? null : Number(value))),
        color: colour,
        barMaxWidth: 26,
        barGap: "15%",
        symbolSize: 8,
        lineStyle: { width: 2.5, type: chart.upright && index ? "dashed" : "solid" },
        itemStyle: { borderRadius: chart.upright ? [3, 3, 0, 0] : [0, 3, 3, 0] },
        label: {
          show: !chart.upright || (chart.percent && !narrow),
          position: chart.upright ? "top" : "right",
          color: ink.ink,
          fontSize: 11,
          formatter: ({ dataIndex }) => said(dataIndex),
        },
        labelLayout: { hideOverlap: true },
        emphasis: { focus: "none" },
      };
    });
  }

  function options(chart, ink, narrow) {
    const text = { color: ink.soft, fontSize: 12 };
    const legend = chart.series.filter((one) => one.shape !== "text").length > 1;
    const stacked = legend && narrow && !chart.upright; // names one below the other, where they have no room side by side
    const room = chart.upright ? 18 : narrow ? 78 : 100;
    const places = {
      type: "category",
      data: chart.places,
      inverse: !chart.upright,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink.line } },
      axisLabel: chart.upright
        ? { ...text, formatter: (month) => month.replace(/\/\d\d(?=\d\d$)/, "/"), hideOverlap: true }
        : { ...text, width: narrow ? 104 : 150, overflow: "break", lineHeight: 14, interval: 0, formatter: short },
    };
    const scale = {
      type: "value",
      splitNumber: chart.upright ? 4 : 3,
      minInterval: chart.money || chart.percent ? 0 : 1,
      ...(chart.percent ? { min: 0 } : {}),
      axisLabel: { ...text, formatter: (number) => onAxis(number, chart), hideOverlap: true },
      splitLine: { lineStyle: { color: ink.line } },
    };
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      legend: { show: legend, orient: stacked ? "vertical" : "horizontal", top: 0, left: 0, itemWidth: 16, itemHeight: 10, textStyle: text, selectedMode: false },
      grid: { left: 4, right: room, top: stacked ? 52 : legend ? 34 : 18, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis",
        axisPointer: { type: chart.upright ? "line" : "shadow" },
        confine: true,
        backgroundColor: ink.card,
        borderColor: ink.line,
        textStyle: { color: ink.ink, fontSize: 13 },
        formatter: (points) => tip(chart, points[0].dataIndex),
      },
      xAxis: chart.upright ? places : scale,
      yAxis: chart.upright ? scale : places,
      series: marks(chart, ink, narrow),
    };
  }

  function height(chart, onPaper) {
    const bars = chart.series.filter((one) => one.shape === "bar").length;
    if (chart.upright) return onPaper ? 180 : 290;
    const [ends, place] = bars > 1 ? (onPaper ? [72, 28] : [86, 46]) : onPaper ? [56, 22] : [70, 34];
    return ends + chart.places.length * place;
  }

  function draw() {
    const ink = colours();
    const onPaper = document.documentElement.classList.contains("on-paper");
    for (const box of boxes) {
      const chart = charts[box.dataset.chart];
      box.style.width = onPaper ? `${HALF_A_SHEET}px` : "";
      box.style.height = `${height(chart, onPaper)}px`;
      if (!drawn.has(box)) drawn.set(box, echarts.init(box, null, { renderer: "svg" }));
      const one = drawn.get(box);
      one.resize();
      one.setOption(options(chart, ink, box.clientWidth <= NARROW), true);
    }
  }

  // On paper the charts are light and their figures stand beneath; each rep's list is printed when it is open.
  let closed = [];
  function toPaper() {
    closed = [...document.querySelectorAll("figure details:not([open])")];
    for (const one of closed) one.open = true;
    document.documentElement.classList.add("on-paper");
    draw();
  }
  function toScreen() {
    for (const one of closed) one.open = false;
    document.documentElement.classList.remove("on-paper");
    draw();
  }

  draw();
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 120);
  });
  document.documentElement.dataset.drawn = "yes";
})();
